/** The name of the claim at a node for one part of a placement. */
export const claimName = (
  { name, isGroup }: { readonly name: string; readonly isGroup: boolean },
  part: number,
): string => (isGroup ? `${name}#${part}` : name)
