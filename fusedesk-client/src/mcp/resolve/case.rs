//! Cases by id.

use client_core::mcp::argument::echo;
use mcp_core::HandlerError;

use crate::id::CaseId;

/// Parses the case id of an argument. No request.
pub(crate) fn case_id(argument: &str, text: &str) -> Result<CaseId, HandlerError> {
    let text = text.trim().trim_start_matches('#');
    if let Ok(id) = text.parse::<CaseId>() {
        return Ok(id);
    }
    let number = text.rsplit('/').next().unwrap_or_default();
    let is_number = number.chars().any(|c| c.is_ascii_digit())
        && number.chars().any(|c| c.is_ascii_alphabetic())
        && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    Err(if is_number {
        HandlerError::invalid_arguments(format!(
            "{argument} is {text}, a case number; it must be the id of a case, such as 1042",
            text = echo(text)
        ))
        .with_hint(format!(
            "fusedesk_search_cases with text {number} finds the id of the case.",
            number = echo(number)
        ))
    } else {
        HandlerError::invalid_arguments(format!(
            "{argument} is {text}; it must be the id of a case, a number such as 1042",
            text = echo(text)
        ))
        .with_hint("fusedesk_search_cases finds the ids of cases.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_numbers_are_not_ids() {
        for text in ["1042", " 1042 ", "#1042"] {
            assert_eq!(case_id("case_id", text).unwrap(), CaseId::new(1042));
        }
        for text in ["ABCD1234", "https://acme.fusedesk.com/app/#cases/view/ABCD1234"] {
            let error = case_id("case_id", text).unwrap_err();
            assert!(error.hint().unwrap().contains("text \"ABCD1234\""), "{error:?}");
        }
        for text in ["", "the login case", "-1"] {
            let error = case_id("case_id", text).unwrap_err();
            assert!(error.message().contains("must be the id"), "{error}");
        }
    }
}
