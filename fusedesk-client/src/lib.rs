//! A typed client for the API of [FuseDesk](https://www.fusedesk.com) that is correct about its quirks.
