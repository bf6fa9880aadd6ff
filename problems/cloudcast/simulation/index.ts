import {
  call,
  data,
  definePort,
  PolicyFailure,
  returnsData,
  view,
  type Outcome,
  type Policy,
} from 'adrs-lab/sim';
import type { Task } from '../policy.d.ts';
import { billOf, type Plan } from './transfer.ts';
import { MAX_HOPS, type Workload } from '../cases/workload.ts';

/** Calls and answers that cross to a policy; `policy.d.ts` says what they mean. */
export const port = definePort<typeof import('../policy.d.ts')>()({
  plan: call([data<Task>(), view(), view()], returnsData({ maxBytes: 65_536 })),
});

/** Asks for the paths of a broadcast, checks them, and prices them from the workload alone. */
export function simulate(workload: Workload, policy: Policy<typeof port>): Outcome {
  const { pricePerGb, gbps, regions } = workload;
  const prices = policy.float64(pricePerGb.length);
  const speeds = policy.float64(gbps.length);
  for (let edge = 0; edge < pricePerGb.length; edge += 1) {
    prices[edge] = pricePerGb[edge] ?? 0;
    speeds[edge] = gbps[edge] ?? 0;
  }
  const bill = billOf(workload, checked(workload, policy.plan(taskOf(workload), prices, speeds)));
  const { egressUsd, vmUsd, seconds, regionsUsed, edgesUsed, slowest } = bill;
  const [from, to] = slowest.map((region) => regions[region] ?? '?');
  return {
    value: egressUsd + vmUsd,
    metrics: { egressUsd, vmUsd, transferSeconds: seconds, regionsUsed, edgesUsed },
    note:
      `egress ${egressUsd.toFixed(2)} USD, machines ${vmUsd.toFixed(2)} USD; ${edgesUsed} edges, ` +
      `${regionsUsed - 1 - workload.destinations.length} relays, ` +
      `${seconds.toFixed(0)} s, slowest from ${from} to ${to}`,
  };
}

/** Not the workload itself: its id and the names of its regions are none of the policy's business. */
function taskOf(workload: Workload): Task {
  return {
    regions: workload.regions.length,
    source: workload.source,
    destinations: workload.destinations,
    ingressGbps: workload.ingressGbps,
    egressGbps: workload.egressGbps,
    dataGb: workload.dataGb,
    partitions: workload.partitions,
    vmsPerRegion: workload.vmsPerRegion,
    vmUsdPerHour: workload.vmUsdPerHour,
    maxHops: MAX_HOPS,
    timeForm: workload.timeForm,
  };
}

/** The plan if every partition gets to every destination. Throws PolicyFailure when one does not. */
function checked(workload: Workload, answer: unknown): Plan {
  const { destinations, partitions } = workload;
  return listOf(answer, destinations.length, 'the plan').map((row, index) => {
    const name = `destination ${index}`;
    return listOf(row, partitions, name).map((path, part) =>
      checkedPath(workload, path, { to: destinations[index] ?? -1, name: `${name}, part ${part}` }),
    );
  });
}

function listOf(value: unknown, length: number, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new PolicyFailure(`${name} is no array`);
  if (value.length === length) return value;
  throw new PolicyFailure(`${name} has ${value.length} entries, not ${length}`);
}

function checkedPath(
  { regions, source }: Workload,
  path: unknown,
  { to, name }: { readonly to: number; readonly name: string },
): readonly number[] {
  if (!Array.isArray(path)) throw new PolicyFailure(`${name}: the path is no array`);
  if (path.length < 2 || path.length > MAX_HOPS + 1) {
    throw new PolicyFailure(`${name}: a path has 1 to ${MAX_HOPS} hops, not ${path.length - 1}`);
  }
  const passed = path.map((region: unknown) => {
    if (isBelow(regions.length, region)) return region;
    throw new PolicyFailure(`${name}: a region is a whole number below ${regions.length}`);
  });
  if (new Set(passed).size < passed.length) {
    throw new PolicyFailure(`${name}: a region is there twice`);
  }
  const [first] = passed;
  const last = passed.at(-1);
  if (first !== source) throw new PolicyFailure(`${name}: the path starts at ${first}`);
  if (last !== to) throw new PolicyFailure(`${name}: the path ends at ${last}, not at ${to}`);
  return passed;
}

function isBelow(end: number, value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < end;
}
