//! Which commands are there? One file each; a group is a folder.

mod billing;
mod bootstrap;
mod buddy;
mod call;
mod cloud;
mod completions;
mod contribute;
mod daemon;
mod doctor;
mod forgot_password;
mod gotchas;
mod login;
mod logout;
mod man;
mod proof;
mod read;
mod register;
mod savings;
mod search;
mod serve;
mod setup;
mod sync;
mod team;
mod tool;
mod tree;
mod upgrade;
mod verify;

use std::sync::Arc;

use clap::Subcommand;

use super::ui::Ui;
use crate::base::Result;

#[derive(Debug, Subcommand)]
pub enum Command {
    Setup(setup::Args),
    Bootstrap(bootstrap::Args),
    Doctor(doctor::Args),
    Team(team::Args),
    Serve(serve::Args),
    Daemon(daemon::Args),
    Search(search::Args),
    Read(read::Args),
    Tree(tree::Args),
    #[command(flatten)]
    Tool(tool::Tool),
    Call(call::Args),
    Proof(proof::Args),
    Verify(verify::Args),
    Savings(savings::Args),
    Billing(billing::Args),
    Register(register::Args),
    Login(login::Args),
    Logout(logout::Args),
    ForgotPassword(forgot_password::Args),
    Sync(sync::Args),
    Cloud(cloud::Args),
    Contribute(contribute::Args),
    Gotchas(gotchas::Args),
    Buddy(buddy::Args),
    Completions(completions::Args),
    Upgrade(upgrade::Args),
    Man(man::Args),
}

impl Command {
    pub fn run(self, ui: &Arc<Ui>) -> Result<()> {
        match self {
            Self::Setup(args) => args.run(ui),
            Self::Bootstrap(args) => args.run(ui),
            Self::Doctor(args) => args.run(ui),
            Self::Team(args) => args.run(ui),
            Self::Serve(args) => args.run(ui),
            Self::Daemon(args) => args.run(ui),
            Self::Search(args) => args.run(ui),
            Self::Read(args) => args.run(ui),
            Self::Tree(args) => args.run(ui),
            Self::Tool(tool) => tool.run(ui),
            Self::Call(args) => args.run(ui),
            Self::Proof(args) => args.run(ui),
            Self::Verify(args) => args.run(ui),
            Self::Savings(args) => args.run(ui),
            Self::Billing(args) => args.run(ui),
            Self::Register(args) => args.run(ui),
            Self::Login(args) => args.run(ui),
            Self::Logout(args) => args.run(ui),
            Self::ForgotPassword(args) => args.run(ui),
            Self::Sync(args) => args.run(ui),
            Self::Cloud(args) => args.run(ui),
            Self::Contribute(args) => args.run(ui),
            Self::Gotchas(args) => args.run(ui),
            Self::Buddy(args) => args.run(ui),
            Self::Completions(args) => args.run(ui),
            Self::Upgrade(args) => args.run(ui),
            Self::Man(args) => args.run(ui),
        }
    }
}
