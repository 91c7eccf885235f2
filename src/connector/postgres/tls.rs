//! How is the way to a database hidden from others? rustls, with the system's certificates or those that are named.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use rustls_platform_verifier::BuilderVerifierExt as _;

use super::super::trouble::{Fault, Outcome, Trouble};

fn wrong(why: &str) -> Trouble {
    Trouble::new(Fault::Config, why.to_owned())
}

/// A connection that believes only a certificate for this name. Stricter than libpq, whose `require` believes any.
pub fn connection(name: &str, roots: Option<&Path>) -> Outcome<ClientConnection> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|_| wrong("TLS cannot be set up"))?;
    let config = match roots {
        None => builder
            .with_platform_verifier()
            .map_err(|_| wrong("the system's certificates cannot be read"))?,
        Some(file) => {
            let named = Named::read(file, provider)?;
            builder.dangerous().with_custom_certificate_verifier(Arc::new(named))
        }
    };
    let config = config.with_no_client_auth();
    let name = ServerName::try_from(name.to_owned())
        .map_err(|_| wrong("the database's host is no name that a certificate could have"))?;
    ClientConnection::new(Arc::new(config), name).map_err(|_| wrong("TLS cannot be set up"))
}

/// Believes what the certificates of a file have signed, and those themselves: a server's own certificate that
/// signs itself is what many databases have, and no authority by the rules of the web.
#[derive(Debug)]
struct Named {
    certificates: Vec<CertificateDer<'static>>,
    signed: Arc<WebPkiServerVerifier>,
}

impl Named {
    fn read(file: &Path, provider: Arc<CryptoProvider>) -> Outcome<Self> {
        let unread = || wrong("the file `sslrootcert` holds no certificates that can be read");
        let (mut certificates, mut roots) = (Vec::new(), RootCertStore::empty());
        for certificate in CertificateDer::pem_file_iter(file).map_err(|_| unread())? {
            let certificate = certificate.map_err(|_| unread())?;
            roots.add(certificate.clone()).map_err(|_| unread())?;
            certificates.push(certificate);
        }
        let signed = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
        Ok(Self { certificates, signed: signed.build().map_err(|_| unread())? })
    }
}

impl ServerCertVerifier for Named {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.certificates.iter().any(|named| named == end_entity) {
            return Ok(ServerCertVerified::assertion());
        }
        self.signed.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.signed.supported_verify_schemes()
    }
}
