/** Runs tasks in their order, as many at a time as their weights allow; the first failure ends the others' beginning. */
export async function inOrder<Item>(
  items: readonly Item[],
  { limit, weigh }: { readonly limit: number; weigh(item: Item): number },
  task: (item: Item) => Promise<void>,
): Promise<void> {
  let used = 0
  let wake: (() => void) | undefined
  let failure: { readonly error: unknown } | undefined
  const running = new Set<Promise<void>>()
  for (const item of items) {
    const weight = Math.min(limit, weigh(item))
    while (failure === undefined && used + weight > limit)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    if (failure !== undefined) break
    used += weight
    const run = task(item)
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .finally(() => {
        used -= weight
        running.delete(run)
        wake?.()
      })
    running.add(run)
  }
  await Promise.all(running)
  if (failure !== undefined) throw failure.error
}
