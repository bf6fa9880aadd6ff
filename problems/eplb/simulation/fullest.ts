import { shareOut, type Service } from './balance.ts';

/**
 * A description for policy authors: the GPU with the highest load over the mean of its layer, and
 * its expert with the most tokens. `seen` is the window from which the map was made.
 */
export function describeFullest(service: Service, seen: ArrayLike<number>): string {
  const { load, map, shape } = service;
  const { layers, experts, slots, gpus } = shape;
  const parts = new Float64Array(experts);
  const sums = new Float64Array(gpus);
  let worst = { ratio: 0, layer: 0, gpu: 0 };
  for (let layer = 0; layer < layers; layer += 1) {
    shareOut(service, layer, { parts, sums });
    const total = sums.reduce((sum, one) => sum + one, 0);
    const highest = Math.max(...sums);
    const ratio = total > 0 ? (highest * gpus) / total : 1;
    if (ratio > worst.ratio) worst = { ratio, layer, gpu: sums.indexOf(highest) };
  }
  const { ratio, layer, gpu } = worst;
  shareOut(service, layer, { parts, sums });
  const own = Array.from({ length: slots }, (_, slot) => map[layer * slots + slot] ?? 0);
  const [blamed = 0] = own
    .slice((gpu * slots) / gpus, ((gpu + 1) * slots) / gpus)
    .toSorted((a, b) => (parts[b] ?? 0) - (parts[a] ?? 0));
  const at = layer * experts + blamed;
  const count = own.filter((expert) => expert === blamed).length;
  return (
    `layer ${layer}, GPU ${gpu} has ${ratio.toFixed(2)} of the mean; its expert ${blamed} ` +
    `(replicas: ${count}) went from ${seen[at] ?? 0} to ${load[at] ?? 0} tokens`
  );
}
