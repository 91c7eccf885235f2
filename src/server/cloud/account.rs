//! What does an account hold, how does its owner take it along, and how does it end?

use serde::Deserialize;
use serde_json::{Value, json};

use super::body::parse;
use super::{Answer, Context, json};
use crate::base::Error;
use crate::cloud::{Email, time};
use crate::server::http::Reply;

pub fn cloud(context: &Context) -> Answer {
    let (cloud, holder) = (context.cloud, context.holder()?);
    let (config, all) = (cloud.config(), cloud.sections(holder)?);
    let (indexes, sections): (Vec<_>, Vec<_>) =
        all.iter().partition(|section| section.name.starts_with("index/"));
    let listed: Vec<Value> = sections
        .iter()
        .map(|section| {
            json!({
                "section": section.name,
                "version": section.version,
                "entry_count": section.entries,
                "bytes": section.bytes,
                "updated_at": time(section.updated_at),
            })
        })
        .collect();
    json(
        200,
        &json!({
            "email": holder.account.email,
            "created_at": time(holder.account.created_at),
            "sections": listed,
            "indexes": {
                "count": indexes.len(),
                "bytes": indexes.iter().map(|s| s.bytes).sum::<u64>(),
            },
            "devices": cloud.devices(holder)?.len(),
            "used_bytes": all.iter().map(|s| s.bytes).sum::<u64>(),
            "quota_bytes": config.quota,
            "max_section_bytes": config.max_section,
            "max_index_bytes": config.max_index,
        }),
    )
}

pub fn export(context: &Context) -> Answer {
    let email = Email::parse(&context.holder()?.account.email)?;
    let reply = Reply::json(200, &context.cloud.export(&email)?);
    Ok(reply.header("Content-Disposition", "attachment; filename=\"lean-ctx-account.json\""))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Farewell {
    confirm: String,
}

pub fn delete(context: &Context) -> Answer {
    let confirmed = Email::parse(&parse::<Farewell>(context)?.confirm)?;
    if confirmed.as_str() != context.holder()?.account.email {
        return Err(Error::invalid("`confirm` is not this account's address").into());
    }
    context.cloud.remove(&confirmed)?;
    json(200, &json!({"deleted": true}))
}
