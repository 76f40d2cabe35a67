// Figures are read when asked for, and printed as Prometheus expects.
import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";

test("a figure shows the plain number as it is at that moment, and label values cannot break a line", async () => {
  const metrics = createMetrics();
  let count = 1;
  metrics.counter("test_total", "Things", [], () => count);
  metrics.gauge("test_state", "State", ["name"], () => [{ labels: { name: 'a"\n{}' }, value: 2 }]);
  expect(await metrics.text()).toContain("test_total 1\n");
  count = 5;
  const text = await metrics.text();
  expect(text).toContain("test_total 5\n");
  expect(text).toContain('test_state{name="a\\"\\n{}"} 2\n');
});

test("a histogram counts each duration in its bucket and all above", async () => {
  const metrics = createMetrics();
  const durations = metrics.durations("test_seconds", "Time", [0.1, 1]);
  for (const seconds of [0.05, 0.1, 0.5, 3]) durations.observe(seconds);
  const lines = (await metrics.text()).split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      'test_seconds_bucket{le="0.1"} 2',
      'test_seconds_bucket{le="1"} 3',
      'test_seconds_bucket{le="+Inf"} 4',
      "test_seconds_sum 3.65",
      "test_seconds_count 4",
    ]),
  );
});
