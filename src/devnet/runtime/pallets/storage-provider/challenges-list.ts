import { u32, vec } from '../../../scale/index.ts'
import { defineStorage, optional } from '../../pallet/index.ts'
import type { ChallengeStore } from './challenge-store.ts'
import { errors } from './errors.ts'
import { challenge } from './types.ts'

const items = defineStorage('StorageProvider', {
  Challenges: optional(vec(challenge), [['Blake2_128Concat', u32]], { docs: 'Open challenges by deadline.' }),
})

/** A list for each deadline. When one is taken out those behind it move up: their indices are others from then on. */
export const challengesList = {
  items,
  constants: {},
  errors,
  add({ storage: access }, deadline, added) {
    const open = items.Challenges.get(access, deadline) ?? []
    items.Challenges.set(access, deadline, [...open, added])
    return open.length
  },
  find: (access, { deadline, index }) => items.Challenges.get(access, deadline)?.[index],
  remove(access, { deadline, index }) {
    const rest = (items.Challenges.get(access, deadline) ?? []).filter((_, place) => place !== index)
    if (rest.length === 0) items.Challenges.remove(access, deadline)
    else items.Challenges.set(access, deadline, rest)
  },
  at: (access, deadline) => [...(items.Challenges.get(access, deadline) ?? []).entries()],
  clear: (access, deadline) => items.Challenges.remove(access, deadline),
} satisfies ChallengeStore
