// The camera and the photo on the pages that offer them. Typing stays below, always.
import { type Decoder, decoder, Unfit } from "./decoder";
import { photoView, PHOTO_SIDES, type View, viewOf } from "./frames";
import { answerAddress, isBarcodeOnly, type Say, sayOfFailure, sayWhileLooking, textOf } from "./words";

/** Milliseconds between two frames: a phone that decodes fast must not grow hot over it. */
const PAUSE_MS = 40;
/** Milliseconds between two thoughts about what to say. */
const TELL_MS = 500;

interface TorchCapabilities extends MediaTrackCapabilities {
  torch?: boolean;
}

class Scanner {
  private readonly video: HTMLVideoElement;
  private readonly stage: HTMLElement;
  private readonly status: HTMLElement;
  private readonly start: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly torch: HTMLButtonElement;
  private readonly cameras: HTMLSelectElement;
  private readonly canvas = document.createElement("canvas");
  private stream: MediaStream | undefined;
  private ready: Promise<Decoder> | undefined;
  /** Grows with every opening and closing, so that what began before knows that it is over. */
  private session = 0;
  private telling = 0;
  private barcodeAt: number | undefined;
  /** The camera to open again when the page is seen again. */
  private resting: string | undefined;
  private isLit = false;

  constructor(private readonly box: HTMLElement) {
    const part = <T extends HTMLElement>(name: string): T => box.querySelector(name) as T;
    this.video = part("video");
    this.stage = part("[data-scan-stage]");
    this.status = part("[data-scan-status]");
    this.start = part("[data-scan-start]");
    this.stop = part("[data-scan-stop]");
    this.torch = part("[data-scan-torch]");
    this.cameras = part("[data-scan-cameras]");
    this.start.addEventListener("click", () => void this.open("", true));
    this.stop.addEventListener("click", () => this.leave(true));
    this.torch.addEventListener("click", () => void this.light(!this.isLit));
    this.cameras.addEventListener("change", () => void this.open(this.cameras.value, true));
    part("[data-scan-photo]").addEventListener("change", (event) => void this.photo(event.target as HTMLInputElement));
    box.addEventListener("keydown", (event) => { if (event.key === "Escape" && this.stream) this.leave(true); });
    document.addEventListener("visibilitychange", () => this.rest());
    window.addEventListener("pagehide", () => this.leave(false));
  }

  private say(what: Say): void {
    this.stage.hidden = false;
    // The same words again would be read aloud again.
    if (this.status.getAttribute("data-said") === what) return;
    const words = this.box.querySelector(`[data-scan-say="${what}"]`);
    this.status.textContent = words ? words.textContent : "";
    this.status.setAttribute("data-said", what);
  }

  private decoder(): Promise<Decoder> {
    const data = this.box.dataset;
    this.ready ??= decoder(data["worker"] ?? "", data["wasm"] ?? "");
    this.ready.catch(() => { this.ready = undefined; });
    return this.ready;
  }

  private async open(camera: string, isAsked: boolean): Promise<void> {
    this.close();
    const session = this.session;
    this.say("starting");
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) {
      this.fail(window.isSecureContext === false ? "insecure" : "unsupported");
      return;
    }
    this.stop.hidden = false;
    if (isAsked) this.stop.focus();
    // The decoder is fetched while the camera opens.
    const decoding = this.decoder();
    decoding.catch(() => undefined);
    try {
      const wanted = camera === "" ? { facingMode: "environment" } : { deviceId: { exact: camera } };
      const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
      const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: Object.assign(wanted, size) });
      if (session !== this.session || document.hidden) {
        stream.getTracks().forEach((track) => track.stop());
        if (session === this.session) this.resting = camera;
        return;
      }
      this.stream = stream;
      // Another app took the camera, or it was pulled out.
      stream.getVideoTracks().forEach((track) => { track.onended = () => { if (session === this.session) this.fail("busy"); }; });
      this.video.srcObject = stream;
      this.video.hidden = false;
      await this.video.play();
    } catch (failure) {
      if (session === this.session) this.fail(sayOfFailure((failure as Error).name));
      return;
    }
    if (session !== this.session) return;
    this.tell();
    this.offer(session, camera).catch(() => undefined);
    this.video.scrollIntoView({ block: "nearest" });
    try {
      await this.search(await decoding, session);
    } catch (failure) {
      if (session === this.session) this.undecoded(failure);
    }
  }

  /** Says what helps, from now until the camera closes. */
  private tell(): void {
    const began = Date.now();
    const next = (): void => this.say(sayWhileLooking(Date.now(), began, this.barcodeAt));
    next();
    this.telling = window.setInterval(next, TELL_MS);
  }

  /** Looks at frame after frame, never at two at once, until a code is found or the camera closes. */
  private async search(reader: Decoder, session: number): Promise<void> {
    for (let turn = 0; session === this.session; turn += 1) {
      const { videoWidth, videoHeight } = this.video;
      const seen = videoWidth > 0 ? await reader.look(this.draw(this.video, viewOf(turn, videoWidth, videoHeight))) : [];
      if (session !== this.session) return;
      const text = textOf(seen);
      if (text !== "") {
        this.found(text);
        return;
      }
      if (isBarcodeOnly(seen)) this.barcodeAt = Date.now();
      await new Promise((next) => setTimeout(next, PAUSE_MS));
    }
  }

  private draw(source: CanvasImageSource, view: View): ImageData {
    const { canvas } = this;
    canvas.width = view.drawWidth;
    canvas.height = view.drawHeight;
    const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
    context.drawImage(source, view.x, view.y, view.width, view.height, 0, 0, view.drawWidth, view.drawHeight);
    return context.getImageData(0, 0, view.drawWidth, view.drawHeight);
  }

  private found(text: string): void {
    this.close();
    this.say("found");
    if (navigator.vibrate) navigator.vibrate(60);
    const data = this.box.dataset;
    location.assign(answerAddress(data["target"] ?? "/query", text, data["from"] ?? ""));
  }

  /** Torch and other cameras, where the phone offers them. */
  private async offer(session: number, camera: string): Promise<void> {
    const track = this.stream?.getVideoTracks()[0];
    const can = track?.getCapabilities ? (track.getCapabilities() as TorchCapabilities) : {};
    this.torch.hidden = !can.torch;
    const devices = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput" && one.label !== "");
    if (session !== this.session) return;
    this.cameras.hidden = devices.length < 2;
    const current = (track?.getSettings ? track.getSettings().deviceId : "") ?? camera;
    this.cameras.textContent = "";
    for (const device of devices) {
      const option = document.createElement("option");
      option.value = device.deviceId;
      option.textContent = device.label;
      option.selected = device.deviceId === current;
      this.cameras.appendChild(option);
    }
  }

  private async light(isOn: boolean): Promise<void> {
    const track = this.stream?.getVideoTracks()[0];
    if (!track) return;
    try {
      await track.applyConstraints({ advanced: [{ torch: isOn } as MediaTrackConstraintSet] });
      this.isLit = isOn;
      this.torch.setAttribute("aria-pressed", String(isOn));
    } catch {
      this.torch.hidden = true;
    }
  }

  private close(): void {
    this.session += 1;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = undefined;
    this.resting = undefined;
    this.barcodeAt = undefined;
    window.clearInterval(this.telling);
    this.video.srcObject = null;
    this.isLit = false;
    this.torch.setAttribute("aria-pressed", "false");
    for (const part of [this.video, this.torch, this.cameras, this.stop]) part.hidden = true;
  }

  /** Closes the camera and puts the scanner away. */
  private leave(isAsked: boolean): void {
    this.close();
    this.stage.hidden = true;
    this.status.removeAttribute("data-said");
    if (isAsked) this.start.focus();
  }

  /** A camera that goes on behind another page is a fright, and drains the battery: it opens again with the page. */
  private rest(): void {
    if (document.hidden) {
      const track = this.stream?.getVideoTracks()[0];
      // A camera that is still being asked for stays: the question itself hides the page in some in-app browsers.
      if (!track) return;
      const camera = this.cameras.value;
      this.leave(false);
      this.resting = camera;
    } else if (this.resting !== undefined) {
      void this.open(this.resting, false);
    }
  }

  /** Closes the camera and says why. Who works by keyboard stands where trying again is, with photo and typing next. */
  private fail(why: Say): void {
    const isLost = this.stage.contains(document.activeElement);
    this.close();
    this.say(why);
    if (isLost) this.start.focus();
  }

  /** The decoder is missing or broke: the form that sends the photo to the platform needs none. */
  private undecoded(failure: unknown): void {
    this.ready = undefined;
    this.fail(failure instanceof Unfit ? "unsupported" : "failed");
    const form = plainForm();
    if (!form) return;
    form.hidden = false;
    form.setAttribute("data-offered", "");
  }

  private async photo(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (!file) return;
    this.close();
    const session = this.session;
    this.say("reading");
    try {
      const [reader, picture] = await Promise.all([this.decoder(), opened(file)]);
      const [width, height] = [picture.width, picture.height];
      let barcode = false;
      for (const side of PHOTO_SIDES) {
        const seen = await reader.look(this.draw(picture, photoView(width, height, side)));
        if (session !== this.session) return;
        const text = textOf(seen);
        if (text !== "") {
          this.found(text);
          return;
        }
        barcode ||= isBarcodeOnly(seen);
      }
      this.say(barcode ? "barcode" : "photo-nothing");
    } catch (failure) {
      if (session !== this.session) return;
      if (failure instanceof Broken) this.say("photo-broken");
      else this.undecoded(failure);
    } finally {
      // The same photo may be chosen again.
      input.value = "";
    }
  }
}

/** A file that is no picture. */
class Broken extends Error {}

/** The pixels of a photo. */
async function opened(file: File): Promise<HTMLImageElement | ImageBitmap> {
  if (typeof createImageBitmap === "function") {
    return createImageBitmap(file).catch(() => { throw new Broken("photo"); });
  }
  return new Promise((resolve, reject) => {
    const image = new Image();
    const reader = new FileReader();
    image.onload = () => resolve(image);
    image.onerror = reader.onerror = () => reject(new Broken("photo"));
    // The pages' policy admits pictures in data addresses, not in blob addresses.
    reader.onload = () => { image.src = String(reader.result); };
    reader.readAsDataURL(file);
  });
}

function plainForm(): HTMLElement | null {
  return document.querySelector("[data-scan-plain]");
}

const box = document.querySelector<HTMLElement>("[data-scan]");
if (box && typeof Promise !== "undefined") {
  box.hidden = false;
  const plain = plainForm();
  if (plain) plain.hidden = true;
  new Scanner(box);
}
