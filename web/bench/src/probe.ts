/** What the probe leaves in the page. */
export interface Seen {
  first_paint_ms: number | null;
  items_ms: number | null;
  items: number;
  layout_shift: number;
}

/**
 * Runs in the page before anything of it: notes the first contentful paint, every layout shift, and
 * the first frame in which all 32 items are laid out. It reaches for nothing outside itself, because
 * it travels as text.
 */
export function probe(): void {
  const seen: Seen = { first_paint_ms: null, items_ms: null, items: 0, layout_shift: 0 };
  (window as unknown as { rusuSeen: Seen }).rusuSeen = seen;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.name === "first-contentful-paint") seen.first_paint_ms = entry.startTime;
    }
  }).observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
      if (!shift.hadRecentInput) seen.layout_shift += shift.value;
    }
  }).observe({ type: "layout-shift", buffered: true });

  const frame = (): void => {
    const laid = new Set<string>();
    const all = Array.from(document.querySelectorAll("[data-item]"));
    if (all.length >= 32) {
      for (const one of all) {
        const box = one.getBoundingClientRect();
        if (box.width > 0 && box.height > 0) laid.add(one.getAttribute("data-item") ?? "");
      }
    }
    seen.items = laid.size;
    if (laid.size < 32) {
      requestAnimationFrame(frame);
      return;
    }
    // This frame is about to be painted; the next one begins when it has been.
    requestAnimationFrame(() => {
      seen.items_ms = performance.now();
    });
  };
  requestAnimationFrame(frame);
}
