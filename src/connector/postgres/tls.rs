//! How is the way to a database hidden from others? rustls, with the system's certificates or those that are named.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;

use super::super::trouble::{Fault, Outcome, Trouble};

fn wrong(why: &str) -> Trouble {
    Trouble::new(Fault::Config, why.to_owned())
}

/// A connection that believes only a certificate for this name. Stricter than libpq, whose `require` believes any.
pub fn connection(name: &str, roots: Option<&Path>) -> Outcome<ClientConnection> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| wrong("TLS cannot be set up"))?;
    let config = match roots {
        None => builder
            .with_platform_verifier()
            .map_err(|_| wrong("the system's certificates cannot be read"))?,
        Some(file) => builder.with_root_certificates(read(file)?),
    };
    let config = config.with_no_client_auth();
    let name = ServerName::try_from(name.to_owned())
        .map_err(|_| wrong("the database's host is no name that a certificate could have"))?;
    ClientConnection::new(Arc::new(config), name).map_err(|_| wrong("TLS cannot be set up"))
}

fn read(file: &Path) -> Outcome<RootCertStore> {
    let unread = || wrong("the file `sslrootcert` holds no certificates that can be read");
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|_| unread())? {
        store.add(certificate.map_err(|_| unread())?).map_err(|_| unread())?;
    }
    if store.is_empty() { Err(unread()) } else { Ok(store) }
}
