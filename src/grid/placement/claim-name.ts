/** The name of the claim at a node for one part of a placement. */
export const claimName = (
  { name, isGroup }: { readonly name: string; readonly isGroup: boolean },
  part: number,
): string => (isGroup ? `${name}#${part}` : name)

const FOUND = 'findnode'

/** The name of a placement that a twin asked for over the grid. @param uid of its message */
export const nameOfFind = (twinId: number, uid: string): string => `${FOUND}/${twinId}/${uid}`

/** The twin that a placement is for, by its name; of those that were asked for otherwise the name does not tell. */
export function twinOfName(name: string): number | undefined {
  const [kind, twin, uid] = name.split('/')
  return kind === FOUND && uid !== undefined && /^\d+$/.test(twin!) ? Number(twin) : undefined
}
