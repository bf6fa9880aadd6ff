import { PolicyFailure } from 'adrs-lab/sim';
import type { Shape } from '../cases/workload.ts';

/**
 * Throws PolicyFailure unless `map`, of shape [layers x slots], has an expert in every slot, every expert
 * in every layer and, where the shape is hierarchical, every group on one node.
 */
export function checkMap(map: Int32Array, shape: Shape): void {
  const { layers, experts, slots } = shape;
  const seen = new Uint8Array(experts);
  for (let layer = 0; layer < layers; layer += 1) {
    const start = layer * slots;
    let different = 0;
    seen.fill(0);
    for (let slot = 0; slot < slots; slot += 1) {
      const expert = map[start + slot] ?? -1;
      if (!(expert >= 0 && expert < experts)) {
        throw new PolicyFailure(`layer ${layer}, slot ${slot}: there is no expert ${expert}`);
      }
      if (seen[expert] === 0) different += 1;
      seen[expert] = 1;
    }
    if (different < experts) {
      throw new PolicyFailure(`layer ${layer}: expert ${seen.indexOf(0)} has no slot`);
    }
    if (shape.isHierarchical) checkGroups(map.subarray(start, start + slots), shape, layer);
  }
}

function checkGroups(map: Int32Array, { experts, nodes, groups }: Shape, layer: number): void {
  const homes = new Int32Array(groups).fill(-1);
  for (const [slot, expert] of map.entries()) {
    const group = Math.floor((expert * groups) / experts);
    const node = Math.floor((slot * nodes) / map.length);
    const home = homes[group] ?? -1;
    if (home >= 0 && home !== node) {
      throw new PolicyFailure(`layer ${layer}: group ${group} is on nodes ${home} and ${node}`);
    }
    homes[group] = node;
  }
}

/**
 * Experts whose weights a GPU must fetch: those it has in `map` and had not in `before`. Replicas of an
 * expert on one GPU count once, and the order of the slots of a GPU does not matter.
 */
export function fetchedExperts(map: Int32Array, before: Int32Array, shape: Shape): number {
  const { experts, slots, gpus } = shape;
  const perGpu = slots / gpus;
  // Which GPU of which layer an expert was last seen on, counted from 1.
  const marks = new Int32Array(experts);
  let fetched = 0;
  for (let first = 0, mark = 1; first < map.length; first += perGpu, mark += 1) {
    for (let at = first; at < first + perGpu; at += 1) marks[before[at] ?? 0] = mark;
    for (let at = first; at < first + perGpu; at += 1) {
      const expert = map[at] ?? 0;
      if (marks[expert] === mark) continue;
      marks[expert] = mark;
      fetched += 1;
    }
  }
  return fetched;
}
