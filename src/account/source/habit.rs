//! CEP scores and feedback: what do this machine's reads come to?

use super::Machine;
use super::book::spelt;
use crate::account::section::Replica;
use crate::base::Result;

/// One entry a session.
pub fn sessions(machine: &Machine, replica: &mut Replica) -> Result<()> {
    let digest = machine.habits.digest()?;
    let mut own: Vec<String> = Vec::new();
    for session in &digest.sessions {
        let key = replica.own_key(&format!("{:015}", session.start));
        replica.put(&key, spelt(session)?);
        own.push(key);
    }
    // What the machine has let go of is let go of here.
    let prefix = format!("{}/", replica.name);
    let gone: Vec<String> = replica
        .state
        .keys()
        .filter(|key| key.starts_with(&prefix) && !own.iter().any(|o| o == key))
        .map(str::to_owned)
        .collect();
    gone.iter().for_each(|key| replica.state.remove(key));
    Ok(())
}

/// One entry for each extension, size and mode: counters of this machine, which add to those of others.
pub fn cells(machine: &Machine, replica: &mut Replica) -> Result<()> {
    for (name, cell) in machine.habits.digest()?.cells {
        replica.put(&replica.own_key(&name), spelt(&cell)?);
    }
    Ok(())
}
