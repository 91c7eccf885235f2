//! An account's devices over HTTP: who they are, what they saw, and how one is shut out.

use serde::Deserialize;
use serde_json::{Value, json};

use super::body::{bytes, parse};
use super::{Answer, Context, json};
use crate::base::Error;
use crate::cloud::export::described;
use crate::store::cloud::device::Statement;

const LONGEST: usize = 4096;

pub fn list(context: &Context) -> Answer {
    let holder = context.holder()?;
    let devices: Vec<Value> = context
        .cloud
        .devices(holder)?
        .iter()
        .map(|device| {
            let mut value = described(device);
            value["current"] = json!(device.id == holder.device);
            value
        })
        .collect();
    json(200, &json!({"devices": devices, "max": context.cloud.config().max_devices}))
}

pub fn revoke(context: &Context) -> Answer {
    context.cloud.revoke(context.holder()?, context.part)?;
    json(200, &json!({"revoked": true}))
}

pub fn logout(context: &Context) -> Answer {
    let holder = context.holder()?;
    context.cloud.revoke(holder, &holder.device)?;
    json(200, &json!({"revoked": true}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    counter: u64,
    sections: String,
    mac: String,
    signature: String,
}

pub fn say(context: &Context) -> Answer {
    let said: Said = parse(context)?;
    if said.sections.len() > LONGEST || said.sections.contains('\0') {
        let message = format!("`sections` is at most {LONGEST} bytes of text");
        return Err(Error::invalid(message).into());
    }
    if said.counter == 0 || said.counter >= 1 << 53 {
        return Err(Error::invalid("`counter` is from 1 to 2^53 - 1").into());
    }
    let statement = Statement {
        sections: said.sections,
        mac: bytes("mac", &said.mac, 32)?,
        signature: bytes("signature", &said.signature, 64)?,
    };
    context.cloud.say(context.holder()?, said.counter, &statement)?;
    json(200, &json!({"counter": said.counter}))
}
