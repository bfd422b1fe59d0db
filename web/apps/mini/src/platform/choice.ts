// The enterprise that a person chose on another page.

/** What is needed of an enterprise to ask by it. */
export interface Chosen {
  id: number;
  name: string;
}

let chosen: Chosen | null = null;

/** Remembers a choice until it is undone or the program closes. */
export function choose(enterprise: Chosen | null): void {
  chosen = enterprise;
}

/** The choice. */
export function currentChoice(): Chosen | null {
  return chosen;
}
