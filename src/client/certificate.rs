//! Which certificate does an https server show, and until when is it good?

use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{self, CryptoProvider};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme};
use x509_parser::parse_x509_certificate;

use crate::base::error::Context as _;
use crate::base::{Error, Result};

/// What the server's own certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub issuer: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
}

/// Asks for the certificate and hangs up. It is only read here: whether it is to be believed is
/// found by a request that insists on it, and one that has run out must be read, too.
///
/// # Errors
/// When the server cannot be reached, or shows none that can be read.
pub fn read(host: &str, port: u16, patience: Duration) -> Result<Certificate> {
    let act = || format!("cannot reach `{host}:{port}` over TLS");
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let name = ServerName::try_from(bare.to_owned()).context(act)?;
    let provider = Arc::new(crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .context(act)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Reading(provider)))
        .with_no_client_auth();
    let mut tls = ClientConnection::new(Arc::new(config), name).context(act)?;
    let mut socket = connect(bare, port, patience).context(act)?;
    // A server that then breaks off has still shown its certificate.
    let _ = tls.complete_io(&mut socket);
    let shown = tls.peer_certificates().and_then(<[_]>::first);
    let shown =
        shown.ok_or_else(|| Error::failed(act()).hint("does it speak TLS on that port?"))?;
    parse(shown)
}

fn connect(host: &str, port: u16, patience: Duration) -> std::io::Result<TcpStream> {
    let mut last = std::io::ErrorKind::NotFound.into();
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, patience) {
            Ok(socket) => {
                socket.set_read_timeout(Some(patience))?;
                socket.set_write_timeout(Some(patience))?;
                return Ok(socket);
            }
            Err(e) => last = e,
        }
    }
    Err(last)
}

fn parse(der: &[u8]) -> Result<Certificate> {
    let act = || "the certificate cannot be read".to_owned();
    let (_, found) = parse_x509_certificate(der).context(act)?;
    let time =
        |at: x509_parser::time::ASN1Time| Timestamp::from_second(at.timestamp()).context(act);
    Ok(Certificate {
        issuer: found.issuer().to_string().chars().filter(|c| !c.is_control()).take(200).collect(),
        not_before: time(found.validity().not_before)?,
        not_after: time(found.validity().not_after)?,
    })
}

/// Takes any certificate: of a connection that carries nothing.
#[derive(Debug)]
struct Reading(Arc<CryptoProvider>);

impl ServerCertVerifier for Reading {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
