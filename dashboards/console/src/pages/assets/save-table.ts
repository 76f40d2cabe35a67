// The register as a file: the gateway writes the table, the browser saves it.
import i18next from "i18next";
import { ApiProblem } from "../../api/http.ts";

/** Saves what GET below /api/v1 answers. Throws ApiProblem. */
export async function saveAnswer(path: string, name: string): Promise<void> {
  const answer = await fetch(`/api/v1${path}`, {
    headers: { "accept-language": i18next.language },
    credentials: "same-origin",
  });
  if (!answer.ok) throw new ApiProblem(await answer.json(), null);
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export function saveTable(question: string, name: string): Promise<void> {
  return saveAnswer(`/assets/table${question}`, name);
}
