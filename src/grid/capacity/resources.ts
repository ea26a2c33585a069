/** What a node has and a deployment takes: cores, and bytes of memory, SSD and HDD. Whole numbers below 2^53. */
export interface Resources {
  readonly cru: number
  readonly mru: number
  readonly sru: number
  readonly hru: number
}

export const KINDS = ['cru', 'mru', 'sru', 'hru'] as const
export type Kind = (typeof KINDS)[number]

export const NOTHING: Resources = { cru: 0, mru: 0, sru: 0, hru: 0 }

export const GIB = 2 ** 30

const combined = (a: Resources, b: Resources, by: (x: number, y: number) => number): Resources => ({
  cru: by(a.cru, b.cru),
  mru: by(a.mru, b.mru),
  sru: by(a.sru, b.sru),
  hru: by(a.hru, b.hru),
})

export const plus = (a: Resources, b: Resources): Resources => combined(a, b, (x, y) => x + y)

/** What is left; nothing where more is taken than there is. */
export const minus = (a: Resources, b: Resources): Resources => combined(a, b, (x, y) => Math.max(0, x - y))

export const isNothing = ({ cru, mru, sru, hru }: Resources): boolean => cru + mru + sru + hru === 0

export const isEqual = (a: Resources, b: Resources): boolean =>
  a.cru === b.cru && a.mru === b.mru && a.sru === b.sru && a.hru === b.hru

export const covers = (has: Resources, wants: Resources): boolean =>
  has.cru >= wants.cru && has.mru >= wants.mru && has.sru >= wants.sru && has.hru >= wants.hru
