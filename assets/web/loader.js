// Loads the editor into the page, shows how far it is, and says what happened when it cannot go on.
import init, * as editor from './justbuilt.js';

const part = (id) => document.getElementById(id);
const mebibytes = (bytes) => (bytes / 1048576).toFixed(1);

function fail(title, message, details) {
  if (document.body.dataset.state === 'error') return;
  document.body.dataset.state = 'error';
  part('title').textContent = title;
  part('message').textContent = message;
  part('details').textContent = details;
  part('details').hidden = !details;
  part('progress').hidden = true;
  part('actions').hidden = false;
  part('cover').hidden = false;
  part('cover').setAttribute('role', 'alert');
}

part('reload').onclick = () => location.reload();
part('copy').onclick = () => navigator.clipboard.writeText(`${part('message').textContent}\n${part('details').textContent}`);

// A panic ends as a trap: the page still stands, the editor behind it does not.
const trapped = (error) => error instanceof WebAssembly.RuntimeError;
const stopped = (error) =>
  fail('The editor stopped', 'Something went wrong that it cannot recover from. Reload to go on.', String(error?.stack ?? error));
addEventListener('error', (event) => { if (trapped(event.error)) stopped(event.error); });
addEventListener('unhandledrejection', (event) => { if (trapped(event.reason)) stopped(event.reason); });

/** The module's bytes, counted while they come. */
async function download(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status} ${response.statusText}`);
  // A compressed answer tells its compressed length, while the stream counts what it becomes.
  const total = response.headers.get('Content-Encoding') ? 0 : Number(response.headers.get('Content-Length'));
  let loaded = 0;
  const counter = new TransformStream({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      if (total) part('progress').value = Math.min(loaded / total, 1);
      part('message').textContent = total ? `${mebibytes(loaded)} of ${mebibytes(total)} MB` : `${mebibytes(loaded)} MB`;
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), { headers: { 'Content-Type': 'application/wasm' } });
}

function canDraw() {
  return 'gpu' in navigator || document.createElement('canvas').getContext('webgl2') !== null;
}

try {
  if (!canDraw()) {
    fail('No graphics', 'The editor draws with WebGPU or WebGL 2, and this browser offers neither. Check its hardware acceleration settings.', '');
  } else {
    await init({ module_or_path: await download(new URL('justbuilt_bg.wasm', import.meta.url)) });
    part('message').textContent = 'Starting…';
    await editor.start('editor');
    if (document.body.dataset.state === 'loading') {
      document.body.dataset.state = 'ready';
      part('cover').hidden = true;
      part('editor').focus();
    }
  }
} catch (error) {
  fail('The editor could not start', 'Reload to try again. If that does not help, the details say why.', String(error?.stack ?? error));
}
