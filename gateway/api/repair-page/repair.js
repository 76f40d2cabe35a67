// The repair page's own script: choose, add a photo, send. ES2015 and nothing newer, for the browsers of old phones.
(() => {
  const form = document.getElementById("repair");
  const says = document.getElementById("says");
  if (!form) return;
  const base = `/api/v1/repair/${form.getAttribute("data-token")}`;
  const MOST_SIDE = 1600;
  const MOST_BYTES = 1000000;
  let busy = false;

  function say(key, more) {
    says.textContent = form.getAttribute(`data-${key}`) + (more ? ` ${more}` : "");
    says.className = key === "failed" ? "bad" : "good";
    says.scrollIntoView(false);
  }

  function send(method, path, body, headers, done) {
    const request = new XMLHttpRequest();
    request.open(method, base + path);
    request.timeout = 30000;
    for (const name of Object.keys(headers)) request.setRequestHeader(name, headers[name]);
    request.setRequestHeader("accept-language", document.documentElement.lang);
    request.onload = () => {
      let answer = null;
      try {
        answer = JSON.parse(request.responseText);
      } catch (_) {
        answer = null;
      }
      done(request.status >= 200 && request.status < 300, answer);
    };
    request.onerror = request.ontimeout = () => {
      done(false, null);
    };
    request.send(body);
  }

  function failed(answer) {
    busy = false;
    form.className = "";
    const { detail = "", remedy = "" } = answer || {};
    say("failed", `${detail} ${remedy}`);
  }

  // Drawn anew and smaller: what the camera wrote about place and time does not come along.
  function smaller(file, done) {
    const address = URL.createObjectURL(file);
    const picture = new Image();
    picture.onload = () => {
      const scale = Math.min(1, MOST_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(address);
      shrink(canvas, 0.8, done);
    };
    picture.onerror = () => {
      URL.revokeObjectURL(address);
      done(null);
    };
    picture.src = address;
  }

  function shrink(canvas, quality, done) {
    const text = canvas.toDataURL("image/jpeg", quality);
    const coded = atob(text.slice(text.indexOf(",") + 1));
    if (coded.length > MOST_BYTES && quality > 0.3) return shrink(canvas, quality - 0.2, done);
    const bytes = new Uint8Array(coded.length);
    for (let i = 0; i < coded.length; i++) bytes[i] = coded.charCodeAt(i);
    done(coded.length > MOST_BYTES ? null : bytes);
  }

  function finished(id, withoutPhoto) {
    form.className = "sent";
    say(withoutPhoto ? "sentwithout" : "sent", id);
  }

  function sendPhoto(answer) {
    const [file] = form.photo.files;
    if (!file) return finished(answer.ticket, false);
    smaller(file, (bytes) => {
      if (bytes === null) return finished(answer.ticket, true);
      const headers = { "content-type": "image/jpeg", "x-photo-key": answer.photoKey };
      send("PUT", `/tickets/${answer.ticket}/photo`, bytes.buffer, headers, (ok) => {
        finished(answer.ticket, !ok);
      });
    });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    const chosen = form.querySelector("input[name=fault]:checked");
    if (!chosen) return say("choose");
    if (chosen.value === "other" && !form.text.value.replace(/\s/g, "")) return say("write");
    busy = true;
    form.className = "busy";
    say("sending");
    const body = { fault: chosen.value };
    if (form.text.value.replace(/\s/g, "")) body.text = form.text.value;
    if (form.reporter.value.replace(/\s/g, "")) body.reporter = form.reporter.value;
    send("POST", "", JSON.stringify(body), { "content-type": "application/json" }, (ok, answer) => {
      if (ok) sendPhoto(answer);
      else failed(answer);
    });
  });

  form.photo.addEventListener("change", () => {
    const [file] = form.photo.files;
    document.getElementById("photo-name").textContent = file ? file.name : "";
  });

  const buttons = document.querySelectorAll("button[data-ticket]");
  function meToo(button) {
    button.addEventListener("click", () => {
      button.disabled = true;
      const path = `/tickets/${button.getAttribute("data-ticket")}/me-too`;
      send("POST", path, "{}", { "content-type": "application/json" }, (ok, answer) => {
        if (ok) say("counted");
        else failed(answer);
      });
    });
  }
  for (let i = 0; i < buttons.length; i++) meToo(buttons[i]);
})();
