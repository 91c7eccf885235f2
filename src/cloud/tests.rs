//! Does an account live and end as the protocol says, whatever the transport?
