import { WebSocket } from "ws";

type Listener = (parameters: Record<string, unknown>) => void;

interface Waiting {
  done(result: Record<string, unknown>): void;
  failed(error: Error): void;
}

const ANSWER_MS_MAX = 20_000;

/**
 * One page of a browser, spoken to by the DevTools protocol itself: libraries of today no longer know
 * the dialect of a browser of 2018.
 */
export class Tab {
  private next = 0;
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Map<string, Listener[]>();

  private constructor(private readonly socket: WebSocket) {
    socket.on("message", (bytes) => this.receive(String(bytes)));
  }

  static async open(debuggerUrl: string): Promise<Tab> {
    const socket = new WebSocket(debuggerUrl, { perMessageDeflate: false });
    await new Promise((done, failed) => socket.once("open", done).once("error", failed));
    return new Tab(socket);
  }

  on(event: string, listener: Listener): void {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  once(event: string): Promise<void> {
    return new Promise((done, failed) => {
      const timer = setTimeout(() => failed(new Error(`${event} did not come`)), ANSWER_MS_MAX);
      this.on(event, () => {
        clearTimeout(timer);
        done();
      });
    });
  }

  send(method: string, parameters: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    this.next += 1;
    const id = this.next;
    this.socket.send(JSON.stringify({ id, method, params: parameters }));
    return new Promise((done, failed) => {
      const timer = setTimeout(() => failed(new Error(`${method} was not answered`)), ANSWER_MS_MAX);
      const settle = <T>(then: (value: T) => void) => (value: T): void => {
        clearTimeout(timer);
        this.waiting.delete(id);
        then(value);
      };
      this.waiting.set(id, { done: settle(done), failed: settle(failed) });
    });
  }

  /** The value of an expression in the page. */
  async value<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { value: T }).value;
  }

  close(): void {
    this.socket.close();
  }

  private receive(text: string): void {
    const message = JSON.parse(text) as {
      id?: number;
      method?: string;
      params?: Record<string, unknown>;
      result?: Record<string, unknown>;
      error?: { message: string };
    };
    if (message.id !== undefined) {
      const waiting = this.waiting.get(message.id);
      if (message.error) waiting?.failed(new Error(message.error.message));
      else waiting?.done(message.result ?? {});
    } else if (message.method) {
      for (const listener of this.listeners.get(message.method) ?? []) listener(message.params ?? {});
    }
  }
}
