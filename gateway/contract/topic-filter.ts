// Topic filters of MQTT 3.1.1 (§4.7): + is one level, # all that follow, the level before it included. Pure.

/** Tells of topics whether the filter means them; `$…` is meant by none that begins with a wildcard. */
export function topicFilter(filter: string): (topic: string) => boolean {
  if (!/[+#]/.test(filter)) return (topic) => topic === filter;
  const levels = filter.split("/");
  const isOpen = levels.at(-1) === "#";
  const fixed = isOpen ? levels.slice(0, -1) : levels;
  const isWild = /^[+#]/.test(filter);
  return (topic) => {
    if (isWild && topic.startsWith("$")) return false;
    const given = topic.split("/");
    if (isOpen ? given.length < fixed.length : given.length !== fixed.length) return false;
    return fixed.every((level, at) => level === "+" || level === given[at]);
  };
}
