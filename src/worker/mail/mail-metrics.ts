import { Counter, Gauge, type Registry } from 'prom-client';

/** `waiting` counts mails that are still to be sent. */
export function registerMailMetrics(
  registry: Registry,
  waiting: () => Promise<number>,
): { readonly failed: () => void } {
  const gauge = new Gauge({
    name: 'lode_mails_waiting',
    help: 'Mails that are still to be sent.',
    async collect() {
      this.set(await waiting());
    },
    registers: [],
  });
  registry.registerMetric(gauge);
  const failed = new Counter({
    name: 'lode_mails_failed_total',
    help: 'Mails that were given up: refused by the mail server, or not taken for three days.',
    registers: [registry],
  });
  return { failed: () => failed.inc() };
}
