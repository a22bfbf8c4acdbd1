//! mcp-tower.
