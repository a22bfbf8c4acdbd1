//! Memory of the responses that are read at the same time.

use std::sync::Arc;

use http::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Length of a body that is not counted, in bytes. Most responses are shorter.
pub(super) const FREE_BYTES: usize = 64 * 1024;

/// Unit of the reservations, in bytes.
const UNIT: usize = 1024;

/// Memory for bodies, shared by all calls of a client.
#[derive(Debug, Clone)]
pub(super) struct InFlight {
    units: u32,
    free: Arc<Semaphore>,
}

impl InFlight {
    pub(super) fn new(bytes: usize) -> Self {
        let units = units(bytes).max(1);
        // A semaphore has room for more than the largest `u32`.
        Self { units, free: Arc::new(Semaphore::new(units as usize)) }
    }

    /// Waits for room for a body. Each body reserves once and waits with nothing else reserved, so that no two bodies
    /// wait for each other.
    pub(super) async fn reserve(&self, bytes: usize) -> Option<Reserving> {
        let units = units(bytes).min(self.units);
        // The semaphore is never closed.
        Arc::clone(&self.free).acquire_many_owned(units).await.ok().map(Reserving)
    }
}

fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX).min(u32::MAX / 8)
}

/// Reservation of a body whose length is not known yet.
pub(super) struct Reserving(OwnedSemaphorePermit);

impl Reserving {
    /// Returns the room that the body does not need.
    pub(super) fn shrink(&mut self, bytes: usize) {
        let surplus = self.0.num_permits().saturating_sub(units(bytes) as usize);
        drop(self.0.split(surplus));
    }
}

/// Reservation in the extensions of a response. Ends with its last clone.
#[derive(Debug, Clone)]
pub(super) struct Reserved(
    #[expect(dead_code, reason = "the drop ends the reservation")] Arc<OwnedSemaphorePermit>,
);

impl From<Reserving> for Reserved {
    fn from(reserving: Reserving) -> Self {
        Self(Arc::new(reserving.0))
    }
}

/// Ends the reservation of a response.
pub(crate) fn release<B>(response: &mut Response<B>) {
    response.extensions_mut().remove::<Reserved>();
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn bodies_wait_for_room() {
        let flight = InFlight::new(100 * UNIT);
        let mut first = flight.reserve(60 * UNIT).await.unwrap();
        let wait = Duration::from_secs(1);
        assert!(timeout(wait, flight.reserve(60 * UNIT)).await.is_err());
        first.shrink(10 * UNIT);
        let second = timeout(wait, flight.reserve(60 * UNIT)).await.unwrap();
        let response = Response::new(());
        drop(second);
        let mut response = response;
        response.extensions_mut().insert(Reserved::from(first));
        // A body over the whole limit is read alone.
        assert!(timeout(wait, flight.reserve(usize::MAX)).await.is_err());
        release(&mut response);
        assert!(timeout(wait, flight.reserve(usize::MAX)).await.is_ok());
    }
}
