/**
 * The exports of a policy that comes with a problem, run natively: `policies/seeds/worst-fit`. A different
 * `copy` is a module of its own, with its own state.
 */
export async function policyOf(
  problem: string,
  name: string,
  copy = 0,
): Promise<Readonly<Record<string, unknown>>> {
  const file = new URL(`../../problems/${problem}/${name}.ts?copy=${copy}`, import.meta.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a module is a record of its exports
  return (await import(file.href)) as Readonly<Record<string, unknown>>;
}
