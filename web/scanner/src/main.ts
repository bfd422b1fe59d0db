// The camera and the photo on the pages that offer them. Typing stays below, always.
import { type Decoder, decoder } from "./decoder";
import { photoView, PHOTO_SIDES, type View, viewOf } from "./frames";
import { answerAddress, isBarcodeOnly, OPENING_MS, PATIENCE_MS, type Say, sayOfFailure, textOf } from "./words";

interface TorchCapabilities extends MediaTrackCapabilities {
  torch?: boolean;
}

class Scanner {
  private readonly video: HTMLVideoElement;
  private readonly stage: HTMLElement;
  private readonly status: HTMLElement;
  private readonly start: HTMLButtonElement;
  private readonly torch: HTMLButtonElement;
  private readonly cameras: HTMLSelectElement;
  private readonly canvas = document.createElement("canvas");
  private stream: MediaStream | undefined;
  private ready: Promise<Decoder> | undefined;
  /** Grows with every opening and closing, so that what began before knows that it is over. */
  private session = 0;
  private isLit = false;

  constructor(private readonly box: HTMLElement) {
    const part = <T extends HTMLElement>(name: string): T => box.querySelector(name) as T;
    this.video = part("video");
    this.stage = part("[data-scan-stage]");
    this.status = part("[data-scan-status]");
    this.start = part("[data-scan-start]");
    this.torch = part("[data-scan-torch]");
    this.cameras = part("[data-scan-cameras]");
    this.start.addEventListener("click", () => void this.open());
    part("[data-scan-stop]").addEventListener("click", () => this.close(true));
    this.torch.addEventListener("click", () => void this.light(!this.isLit));
    this.cameras.addEventListener("change", () => void this.open(this.cameras.value));
    part("[data-scan-photo]").addEventListener("change", (event) => void this.photo(event.target as HTMLInputElement));
    // A camera that goes on behind another page is a fright, and drains the battery.
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.close(false); });
    window.addEventListener("pagehide", () => this.close(false));
  }

  private say(what: Say): void {
    const words = this.box.querySelector(`[data-scan-say="${what}"]`);
    this.status.textContent = words ? words.textContent : "";
    this.status.setAttribute("data-said", what);
    this.stage.hidden = false;
  }

  private decoder(): Promise<Decoder> {
    const data = this.box.dataset;
    this.ready ??= decoder(data["worker"] ?? "", data["wasm"] ?? "");
    this.ready.catch(() => { this.ready = undefined; });
    return this.ready;
  }

  private async open(camera = ""): Promise<void> {
    this.close(false);
    const session = this.session;
    this.video.hidden = true;
    this.say("starting");
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) {
      this.say(window.isSecureContext === false ? "insecure" : "unsupported");
      return;
    }
    const decoding = this.decoder();
    decoding.catch(() => undefined);
    const slow = setTimeout(() => { if (session === this.session) this.say("slow"); }, OPENING_MS);
    try {
      const wanted = camera === "" ? { facingMode: "environment" } : { deviceId: { exact: camera } };
      const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
      const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: Object.assign(wanted, size) });
      if (session !== this.session) {
        stream.getTracks().forEach((track) => track.stop());
        return;
      }
      this.stream = stream;
      this.video.srcObject = stream;
      this.video.hidden = false;
      await this.video.play();
    } catch (failure) {
      if (session !== this.session) return;
      this.close(false);
      this.say(sayOfFailure((failure as Error).name));
      return;
    } finally {
      clearTimeout(slow);
    }
    try {
      const reader = await decoding;
      if (session !== this.session) return;
      this.say("looking");
      void this.offer();
      this.video.scrollIntoView({ block: "nearest" });
      await this.search(reader, session);
    } catch {
      if (session !== this.session) return;
      this.close(false);
      this.say("unsupported");
      this.offerPlainPhoto();
    }
  }

  /** Looks at frame after frame, never at two at once, until a code is found or the camera closes. */
  private async search(reader: Decoder, session: number): Promise<void> {
    const began = Date.now();
    let toldNothing = false;
    for (let turn = 0; session === this.session; turn += 1) {
      const { videoWidth, videoHeight } = this.video;
      const seen = videoWidth > 0 ? await reader.look(this.draw(this.video, viewOf(turn, videoWidth, videoHeight))) : [];
      if (session !== this.session) return;
      const text = textOf(seen);
      if (text !== "") {
        this.found(text);
        return;
      }
      if (isBarcodeOnly(seen)) this.say("barcode");
      if (!toldNothing && Date.now() - began >= PATIENCE_MS) {
        toldNothing = true;
        this.say("nothing");
      }
      await new Promise((next) => setTimeout(next, 40));
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
    this.close(false);
    this.say("found");
    if (navigator.vibrate) navigator.vibrate(60);
    const data = this.box.dataset;
    location.assign(answerAddress(data["target"] ?? "/query", text, data["from"] ?? ""));
  }

  /** Torch and other cameras, where the phone offers them. */
  private async offer(): Promise<void> {
    const track = this.stream?.getVideoTracks()[0];
    const can = track?.getCapabilities ? (track.getCapabilities() as TorchCapabilities) : {};
    this.isLit = false;
    this.torch.hidden = !can.torch;
    this.torch.setAttribute("aria-pressed", "false");
    const devices = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput" && one.label !== "");
    this.cameras.hidden = devices.length < 2;
    const current = track?.getSettings().deviceId ?? "";
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

  private close(isAsked: boolean): void {
    this.session += 1;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = undefined;
    this.video.srcObject = null;
    this.video.hidden = true;
    this.torch.hidden = true;
    this.cameras.hidden = true;
    if (isAsked) {
      this.stage.hidden = true;
      this.start.focus();
    }
  }

  private async photo(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (!file) return;
    this.close(false);
    const session = this.session;
    this.say("starting");
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
      const isBroken = failure instanceof Broken;
      this.say(isBroken ? "photo-broken" : "unsupported");
      if (!isBroken) this.offerPlainPhoto();
    } finally {
      // The same photo may be chosen again.
      input.value = "";
    }
  }

  /** Where this browser cannot decode, the form that sends the photo to the platform can. */
  private offerPlainPhoto(): void {
    const form = plainForm();
    if (form) form.hidden = false;
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
