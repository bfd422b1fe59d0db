/** A network as Chromium's `Network.emulateNetworkConditions` plays it. */
export interface Profile {
  id: string;
  name: string;
  /** Where the numbers come from. */
  source: string;
  /** Bits in a second, both ways. */
  down_bps: number;
  up_bps: number;
  /** From a request until its answer begins, milliseconds. */
  latency_ms: number;
}

/**
 * The networks measured. "Slow 3G" has no one definition, so two are measured: the numbers of the
 * round trip and rate that networks of that name have, and the much harsher preset of the DevTools,
 * whose latency stands for several round trips of each request.
 */
export const PROFILES: readonly Profile[] = [
  {
    id: "slow-3g",
    name: "slow 3G",
    source: "WebPageTest “3G Slow”: 400 kbit/s both ways, 400 ms round trip",
    down_bps: 400_000,
    up_bps: 400_000,
    latency_ms: 400,
  },
  {
    id: "slow-4g",
    name: "slow 4G",
    source: "Lighthouse “Slow 4G”: 1.6 Mbit/s down, 750 kbit/s up, 150 ms round trip",
    down_bps: 1_600_000,
    up_bps: 750_000,
    latency_ms: 150,
  },
  {
    id: "4g",
    name: "4G",
    source: "WebPageTest “4G”: 9 Mbit/s both ways, 170 ms round trip",
    down_bps: 9_000_000,
    up_bps: 9_000_000,
    latency_ms: 170,
  },
  {
    id: "devtools-slow-3g",
    name: "DevTools preset “Slow 3G”",
    source: "Chromium DevTools: 400 kbit/s both ways, 2,000 ms for each request",
    down_bps: 400_000,
    up_bps: 400_000,
    latency_ms: 2_000,
  },
];
