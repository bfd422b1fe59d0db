//! What the OpenAPI document says besides the operations.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::problem::Problem;

/// The head of the document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Rusu 乳溯",
        description = "National traceability of infant formula: what was scanned goes in, a verdict and 32 trace items come out. Makers deliver their lots.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "Rusu 乳溯"),
    ),
    tags(
        (name = "query", description = "For everybody, without a key. Show what comes on your own pages."),
        (name = "portal", description = "What surrounds the answers, for everybody, without a key."),
        (name = "submissions", description = "For enterprises, with a key or signed requests."),
        (name = "enterprise", description = "For enterprises: keys, standing, papers, code rules; and for those that apply."),
        (name = "lots", description = "An enterprise's published lots, with its key or signed requests: amended, restated, traced, packed anew."),
        (name = "recalls", description = "Recalls, for the enterprise whose they are, with its key or signed requests."),
        (name = "operator", description = "For the operator of the platform, with one of its keys."),
        (name = "operations", description = "For those who run the platform."),
    ),
    components(schemas(Problem)),
    modifiers(&Key),
)]
pub(crate) struct Description;

struct Key;

impl Modify for Key {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("rusu_…");
        let scheme = SecurityScheme::Http(bearer.description(Some("An enterprise's key")).build());
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("key", scheme);
        let signature = ApiKeyValue::with_description(
            "Signature",
            "A request signed with an enterprise's own key: `Signature-Input` and `Signature` of RFC 9421, see docs/signatures.md",
        );
        components.add_security_scheme("signature", SecurityScheme::ApiKey(ApiKey::Header(signature)));
        let secret = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("rusu_ap_…");
        let scheme = SecurityScheme::Http(secret.description(Some("The secret of an application")).build());
        components.add_security_scheme("application", scheme);
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("rusu_op_…");
        let scheme = SecurityScheme::Http(bearer.description(Some("A key of the operator")).build());
        components.add_security_scheme("operator", scheme);
    }
}
