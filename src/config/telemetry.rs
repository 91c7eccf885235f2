//! Where do traces and measures go? The standard variables of OpenTelemetry (`OTEL_*`), read once.
//!
//! <https://opentelemetry.io/docs/specs/otel/protocol/exporter/> and
//! <https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/>. Nothing is exported
//! unless an endpoint is named: the standard's default, a collector on this machine, would be asked for nothing.

use std::time::Duration;

use url::Url;
use zeroize::Zeroizing;

/// What is exported, whereto and how.
#[cfg_attr(
    not(feature = "otlp"),
    allow(dead_code, reason = "checked all the same, so that a fault is told")
)]
#[derive(Debug, Clone)]
pub struct Telemetry {
    pub traces: Option<Endpoint>,
    pub metrics: Option<Endpoint>,
    /// Of whom it is told, `service.name` among them.
    pub resource: Vec<(String, String)>,
    pub sampler: Sampler,
    /// Spans that wait at most; what comes beyond is dropped and counted.
    pub queue: usize,
    /// Spans of one message at most.
    pub batch: usize,
    /// Between two messages of spans.
    pub delay: Duration,
    /// Between two messages of measures.
    pub interval: Duration,
    /// Variables that say what is not done.
    pub warnings: Vec<String>,
}

/// A collector's address for one kind of message.
#[cfg_attr(
    not(feature = "otlp"),
    allow(dead_code, reason = "checked all the same, so that a fault is told")
)]
#[derive(Clone)]
pub struct Endpoint {
    pub url: Url,
    /// Values are secrets.
    pub headers: Vec<(String, Zeroizing<String>)>,
    pub timeout: Duration,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint").field("host", &self.url.host_str()).finish_non_exhaustive()
    }
}

/// Which spans are exported.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampler {
    /// A caller's own decision counts before `share`.
    pub by_parent: bool,
    /// Of those that nobody has decided about: from 0 to 1.
    pub share: f64,
}

impl Telemetry {
    /// `None` where nothing is to be exported. `env`: the process's environment.
    pub fn read(env: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let set = |name: &str| env(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        if set("OTEL_SDK_DISABLED").is_some_and(|v| v.eq_ignore_ascii_case("true")) {
            return None;
        }
        let mut warnings = Vec::new();
        let traces = endpoint(&set, "TRACES", "v1/traces", &mut warnings);
        let metrics = endpoint(&set, "METRICS", "v1/metrics", &mut warnings);
        if traces.is_none() && metrics.is_none() && warnings.is_empty() {
            return None;
        }
        let number = |name: &str, default: u64| {
            set(name).and_then(|v| v.parse::<u64>().ok()).filter(|n| *n > 0).unwrap_or(default)
        };
        let count = |name: &str, default: u64| usize::try_from(number(name, default)).unwrap_or(1);
        let queue = count("OTEL_BSP_MAX_QUEUE_SIZE", 2048).min(1 << 20);
        Some(Self {
            traces,
            metrics,
            resource: resource(&set),
            sampler: sampler(&set, &mut warnings),
            queue,
            batch: count("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 512).min(queue),
            delay: Duration::from_millis(number("OTEL_BSP_SCHEDULE_DELAY", 5000)),
            interval: Duration::from_millis(number("OTEL_METRIC_EXPORT_INTERVAL", 60_000)),
            warnings,
        })
    }
}

type Set<'a> = &'a dyn Fn(&str) -> Option<String>;

fn endpoint(set: Set, kind: &str, path: &str, warnings: &mut Vec<String>) -> Option<Endpoint> {
    let own = |name: &str| set(&format!("OTEL_EXPORTER_OTLP_{kind}_{name}"));
    let either = |name: &str| own(name).or_else(|| set(&format!("OTEL_EXPORTER_OTLP_{name}")));
    if set(&format!("OTEL_{kind}_EXPORTER")).is_some_and(|v| v.eq_ignore_ascii_case("none")) {
        return None;
    }
    let typed = own("ENDPOINT").or_else(|| {
        set("OTEL_EXPORTER_OTLP_ENDPOINT")
            .map(|base| format!("{}/{path}", base.trim_end_matches('/')))
    })?;
    let url = Url::parse(&typed).ok().filter(|u| matches!(u.scheme(), "http" | "https"));
    let Some(url) = url.filter(Url::has_host) else {
        // What was typed may hold a password.
        warnings.push(format!("the OTLP endpoint for {} is no http address", kind.to_lowercase()));
        return None;
    };
    if let Some(protocol) = either("PROTOCOL").filter(|p| p != "http/json") {
        warnings.push(format!("OTLP is spoken as http/json here, not as `{protocol}`"));
    }
    for name in ["COMPRESSION", "CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"] {
        if either(name).is_some_and(|v| v != "none") {
            warnings.push(format!("OTEL_EXPORTER_OTLP_{name} is not used here"));
        }
    }
    let headers = either("HEADERS").unwrap_or_default();
    let timeout = either("TIMEOUT").and_then(|v| v.parse().ok()).filter(|ms| *ms > 0);
    Some(Endpoint {
        url,
        headers: pairs(&headers).map(|(name, value)| (name, Zeroizing::new(value))).collect(),
        timeout: Duration::from_millis(timeout.unwrap_or(10_000)),
    })
}

/// `name=value,name=value`, values percent-encoded (W3C Baggage).
fn pairs(list: &str) -> impl Iterator<Item = (String, String)> {
    list.split(',').filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let name = name.trim();
        (!name.is_empty()).then(|| (name.to_owned(), decoded(value.trim())))
    })
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).filter(|_| *first == b'%');
        match hex.and_then(|h| std::str::from_utf8(h).ok()).map(|h| u8::from_str_radix(h, 16)) {
            Some(Ok(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn resource(set: Set) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> =
        pairs(&set("OTEL_RESOURCE_ATTRIBUTES").unwrap_or_default()).collect();
    if let Some(name) = set("OTEL_SERVICE_NAME") {
        all.retain(|(key, _)| key != "service.name");
        all.push(("service.name".into(), name));
    }
    let ours = [("service.name", "lean-ctx"), ("service.version", env!("CARGO_PKG_VERSION"))];
    for (key, value) in ours {
        if !all.iter().any(|(k, _)| k == key) {
            all.push((key.into(), value.into()));
        }
    }
    all
}

fn sampler(set: Set, warnings: &mut Vec<String>) -> Sampler {
    let name = set("OTEL_TRACES_SAMPLER").unwrap_or_else(|| "parentbased_always_on".into());
    let (by_parent, rest) = match name.strip_prefix("parentbased_") {
        Some(rest) => (true, rest),
        None => (false, &*name),
    };
    let share = match rest {
        "always_on" => 1.0,
        "always_off" => 0.0,
        "traceidratio" => set("OTEL_TRACES_SAMPLER_ARG")
            .and_then(|v| v.parse::<f64>().ok())
            .filter(|share| (0.0..=1.0).contains(share))
            .unwrap_or(1.0),
        _ => {
            warnings.push(format!("there is no sampler `{name}` here: all spans are exported"));
            1.0
        }
    };
    Sampler { by_parent, share }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &[(&str, &str)]) -> Option<Telemetry> {
        let set: Vec<(String, String)> =
            set.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Telemetry::read(&move |name| set.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone()))
    }

    #[test]
    fn nothing_is_exported_unless_an_endpoint_is_named() {
        assert!(read(&[]).is_none());
        assert!(read(&[("OTEL_SERVICE_NAME", "x")]).is_none());
        let disabled =
            [("OTEL_SDK_DISABLED", "true"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318")];
        assert!(read(&disabled).is_none());
    }

    #[test]
    fn the_standard_variables_are_read_as_the_standard_says() {
        let all = read(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318/base/"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://m.example/x"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20abc, x-team=core"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "250"),
            ("OTEL_SERVICE_NAME", "ctx"),
            ("OTEL_RESOURCE_ATTRIBUTES", "service.name=other,deployment.environment.name=prod"),
            ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            ("OTEL_TRACES_SAMPLER_ARG", "0.25"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "10"),
        ])
        .unwrap();
        let traces = all.traces.as_ref().unwrap();
        assert_eq!(traces.url.as_str(), "http://c:4318/base/v1/traces");
        assert_eq!(traces.headers[0].1.as_str(), "Bearer abc");
        assert_eq!(traces.timeout, Duration::from_millis(250));
        assert_eq!(all.metrics.as_ref().unwrap().url.as_str(), "https://m.example/x");
        assert!(all.resource.contains(&("service.name".into(), "ctx".into())));
        assert!(all.resource.contains(&("deployment.environment.name".into(), "prod".into())));
        assert_eq!(all.sampler, Sampler { by_parent: true, share: 0.25 });
        assert_eq!((all.queue, all.batch), (10, 10));
        assert!(all.warnings.is_empty());
        assert!(!format!("{all:?}").contains("abc"), "headers are secrets");
    }

    #[test]
    fn what_is_not_done_is_said() {
        let odd = read(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_TRACES_SAMPLER", "jaeger_remote"),
            ("OTEL_METRICS_EXPORTER", "none"),
        ])
        .unwrap();
        assert!(odd.metrics.is_none());
        assert_eq!(odd.warnings.len(), 2, "{:?}", odd.warnings);
        let wrong = read(&[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "c:4318")]).unwrap();
        assert!(wrong.traces.is_none() && wrong.warnings.len() == 1);
    }
}
