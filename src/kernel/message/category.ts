/** How far a message reaches, from harmless to replacing core behaviour. `submit` leads to an extrinsic. */
export const CATEGORIES = ['observe', 'advise', 'submit', 'override'] as const

export type Category = (typeof CATEGORIES)[number]

/** Whether a unit of category `ceiling` may send a message of category `needed`. */
export const permits = (ceiling: Category, needed: Category): boolean =>
  CATEGORIES.indexOf(needed) <= CATEGORIES.indexOf(ceiling)
