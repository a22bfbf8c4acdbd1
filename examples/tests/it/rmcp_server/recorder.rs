//! Client of rmcp that records notifications and accepts every elicitation.

#![expect(deprecated, reason = "log messages are, and are served for as long as clients ask for them")]

use rmcp::{
    ClientHandler, ErrorData, RoleClient,
    model::{
        ClientConfig, ElicitRequestParams, ElicitResult, ElicitationAction, Implementation,
        LoggingMessageNotificationParam, ProgressNotificationParam, ProtocolVersion,
    },
    service::{NotificationContext, RequestContext},
};
use serde_json::{Value, json};
use tokio::sync::watch;

#[derive(Clone)]
pub(crate) struct Recorder {
    pub(crate) received: watch::Sender<Received>,
    pub(crate) version: ProtocolVersion,
}

#[derive(Default)]
pub(crate) struct Received {
    pub(crate) progress: Vec<f64>,
    pub(crate) log: Vec<Value>,
    pub(crate) tools_changed: usize,
}

impl ClientHandler for Recorder {
    fn get_info(&self) -> ClientConfig {
        let mut config = ClientConfig::new(<_>::default(), Implementation::new("listener", "1"));
        config.protocol_version = self.version.clone();
        config.capabilities.elicitation = Some(<_>::default());
        config
    }

    async fn on_progress(&self, report: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        self.received.send_modify(|received| received.progress.push(report.progress));
    }

    async fn on_logging_message(
        &self,
        message: LoggingMessageNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        self.received.send_modify(|received| received.log.push(message.data));
    }

    async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.received.send_modify(|received| received.tools_changed += 1);
    }

    async fn create_elicitation(
        &self,
        _: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        Ok(ElicitResult::new(ElicitationAction::Accept).with_content(json!({})))
    }
}
