import { configureGlobal } from 'fast-check'

/** A mutant is noticed by the first program that fails; making that program small would take most of the time. */
configureGlobal({ endOnFailure: true, seed: 1 })
