// A short tone for a message that came. Made with Web Audio, so that there is no file to allow or to load.

let audio: AudioContext | null = null;

/** How long the other tabs of the site stay quiet after one, in milliseconds. */
const quietMs = 2000;
const notes = [
  { hertz: 660, atS: 0 },
  { hertz: 880, atS: 0.11 },
];
const noteS = 0.22;
const volume = 0.08;
/** How long the sound device may take, in milliseconds. Firefox never answers where there is none, or where the site may make no sound. */
const deviceMs = 1000;

/** Never before the customer did something on the page: browsers forbid it, and rightly. One of several tabs is enough. */
export async function beep(): Promise<void> {
  if (!navigator.userActivation?.hasBeenActive) return;
  const { locks } = navigator;
  if (!locks) return play();
  await locks.request("ajar:sound", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    await play();
    await new Promise((resolve) => setTimeout(resolve, quietMs));
  });
}

async function play(): Promise<void> {
  audio ??= new AudioContext();
  await Promise.race([audio.resume(), new Promise((resolve) => setTimeout(resolve, deviceMs))]);
  if (audio.state !== "running") return; // a tone that comes when nobody knows any more what for
  for (const { hertz, atS } of notes) {
    const begin = audio.currentTime + atS;
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = hertz;
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(volume, begin + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, begin + noteS);
    tone.connect(gain).connect(audio.destination);
    tone.start(begin);
    tone.stop(begin + noteS);
  }
}
