//! How does somebody get an account, a key, a new password?

use serde::Deserialize;
use serde_json::json;

use super::body::{self, bytes, half, parse};
use super::{Answer, Context, json};
use crate::auth::Secret;
use crate::base::{Error, Result};
use crate::cloud::account::{Newcomer, Offer};
use crate::cloud::{Act, Email, time};
use crate::ledger::PublicKey;
use crate::server::http::Reply;

/// A wrapped account key: nonce, key, tag.
const WRAPPED: usize = 24 + 32 + 16;
const CHECK: usize = 32;
const LONGEST_NAME: usize = 64;

pub fn health(_: &Context) -> Answer {
    Ok(Reply::text(200, "ok\n"))
}

pub fn status(_: &Context) -> Answer {
    json(200, &json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))
}

/// How the client stretches its password. The same for everybody but the salt.
pub fn kdf(context: &Context) -> Answer {
    context.count_from(Act::KnockFrom)?;
    let email = Email::parse(&body::query(context, "email")?)?;
    json(
        200,
        &json!({
            "algorithm": "argon2id",
            "version": 19,
            "m_kib": 65_536,
            "t": 3,
            "p": 1,
            "salt": hex::encode(context.cloud.salt(&email)),
        }),
    )
}

fn offer(password: Secret, wrapped_key: &str, key_check: &str) -> Result<Offer> {
    Ok(Offer {
        password,
        wrapped_key: bytes("wrapped_key", wrapped_key, WRAPPED)?,
        key_check: bytes("key_check", key_check, CHECK)?,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    email: String,
    password: String,
    wrapped_key: String,
    key_check: String,
    invite: Option<String>,
}

pub fn register(context: &Context) -> Answer {
    let asked: Register = parse(context)?;
    let email = Email::parse(&asked.email)?;
    let password = half("password", asked.password)?;
    let offer = offer(password, &asked.wrapped_key, &asked.key_check)?;
    context.count_from(Act::RegisterFrom)?;
    context.count_to(Act::RegisterTo, email.as_str())?;
    let invite = asked.invite.map(Secret::new);
    let verification = context.cloud.register(&email, offer, invite.as_ref())?;
    json(202, &json!({"accepted": true, "verification": verification.word()}))
}

pub fn verify_email(context: &Context) -> Answer {
    context.count_from(Act::KnockFrom)?;
    context.cloud.verify(&Secret::new(body::query(context, "token")?))?;
    json(200, &json!({"verified": true}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    email: String,
}

/// The address of a request for a mail, counted.
fn mail_to(context: &Context) -> Result<Email, super::Failure> {
    let email = Email::parse(&parse::<Address>(context)?.email)?;
    context.count_from(Act::RegisterFrom)?;
    context.count_to(Act::RegisterTo, email.as_str())?;
    Ok(email)
}

pub fn resend(context: &Context) -> Answer {
    context.cloud.remind(&mail_to(context)?)?;
    json(202, &json!({"accepted": true}))
}

pub fn forgot(context: &Context) -> Answer {
    context.cloud.forgot(&mail_to(context)?)?;
    json(202, &json!({"accepted": true}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Login {
    email: String,
    password: String,
    device: Device,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Device {
    name: String,
    public_key: String,
}

pub fn login(context: &Context) -> Answer {
    let asked: Login = parse(context)?;
    let email = Email::parse(&asked.email)?;
    let password = half("password", asked.password)?;
    let who = newcomer(asked.device)?;
    context.count_from(Act::LoginFrom)?;
    context.count_to(Act::LoginTo, email.as_str())?;
    let entered = context.cloud.login(&email, &password, &who)?;
    context.cloud.throttle.give_back(Act::LoginTo, email.as_str());
    let lock = &entered.account.lock;
    json(
        200,
        &json!({
            "api_key": entered.api_key.expose(),
            "device_id": entered.device,
            "email": email.as_str(),
            "wrapped_key": hex::encode(&lock.wrapped_key),
            "key_check": hex::encode(&lock.key_check),
        }),
    )
}

fn newcomer(device: Device) -> Result<Newcomer> {
    let name = device.name.trim().to_owned();
    let length = name.chars().count();
    if !(1..=LONGEST_NAME).contains(&length) || name.chars().any(char::is_control) {
        return Err(Error::invalid(format!("`device.name` is 1 to {LONGEST_NAME} characters")));
    }
    bytes("device.public_key", &device.public_key, 32)?;
    let public_key = PublicKey::parse(&device.public_key)
        .map_err(|_| Error::invalid("`device.public_key` is no Ed25519 key"))?;
    Ok(Newcomer { name, public_key })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    email: String,
    token: String,
    password: String,
    wrapped_key: String,
    key_check: String,
    #[serde(default)]
    discard: bool,
}

pub fn reset(context: &Context) -> Answer {
    let asked: Reset = parse(context)?;
    let email = Email::parse(&asked.email)?;
    let password = half("password", asked.password)?;
    let offer = offer(password, &asked.wrapped_key, &asked.key_check)?;
    context.count_from(Act::LoginFrom)?;
    context.count_to(Act::LoginTo, email.as_str())?;
    let token = Secret::new(asked.token);
    let kept = context.cloud.reset(&email, &token, offer, asked.discard)?;
    json(200, &json!({"reset": true, "kept": kept}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    password: String,
    new_password: String,
    wrapped_key: String,
    key_check: String,
}

pub fn change(context: &Context) -> Answer {
    let asked: Change = parse(context)?;
    let old = half("password", asked.password)?;
    let new = half("new_password", asked.new_password)?;
    let offer = offer(new, &asked.wrapped_key, &asked.key_check)?;
    let holder = context.holder()?;
    context.count_to(Act::LoginTo, &holder.account.email)?;
    context.cloud.change_password(holder, &old, offer)?;
    context.cloud.throttle.give_back(Act::LoginTo, &holder.account.email);
    json(200, &json!({"changed": true}))
}

pub fn me(context: &Context) -> Answer {
    let holder = context.holder()?;
    let devices = context.cloud.devices(holder)?;
    let name = devices.into_iter().find(|d| d.id == holder.device).map(|d| d.name);
    json(
        200,
        &json!({
            "email": holder.account.email,
            "created_at": time(holder.account.created_at),
            "device_id": holder.device,
            "device_name": name,
            "wrapped_key": hex::encode(&holder.account.lock.wrapped_key),
            "key_check": hex::encode(&holder.account.lock.key_check),
        }),
    )
}
