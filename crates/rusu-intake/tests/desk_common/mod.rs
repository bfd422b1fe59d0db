//! A desk on stores in memory.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::sync::Arc;

use rusu_core::ports::RegistryWriter as _;
use rusu_intake::PortalDesk;
use rusu_testkit::builders::{FixedClock, SeededChance, sample_enterprise_with_profile};
use rusu_testkit::objects_memory::MemoryObjects;
use rusu_testkit::registry_memory::MemoryRegistry;

pub struct Desk {
    pub registry: Arc<MemoryRegistry>,
    pub objects: Arc<MemoryObjects>,
    pub clock: Arc<FixedClock>,
    pub desk: PortalDesk,
}

/// A desk at [`moment`](rusu_testkit::builders::moment)`(0)` that knows the sample enterprise.
pub fn desk() -> Desk {
    let (registry, objects) = (Arc::new(MemoryRegistry::new()), Arc::new(MemoryObjects::new()));
    registry.save_enterprise(&sample_enterprise_with_profile()).unwrap();
    let clock = Arc::new(FixedClock::default());
    let desk = desk_on(&registry, &objects, &clock, 7);
    Desk { registry, objects, clock, desk }
}

/// Another process's desk on the same stores.
pub fn desk_on(
    registry: &Arc<MemoryRegistry>,
    objects: &Arc<MemoryObjects>,
    clock: &Arc<FixedClock>,
    seed: u64,
) -> PortalDesk {
    let chance = Arc::new(SeededChance::new(seed));
    PortalDesk::new(registry.clone(), objects.clone(), registry.clone(), clock.clone(), chance)
}
