import { compact, type Infer, struct, type Type, u64, variant } from '../../scale/index.ts'

export const weight = struct('sp_weights::weight_v2::Weight', {
  ref_time: compact(u64),
  proof_size: compact(u64),
})
export type Weight = Infer<typeof weight>

export const dispatchClass = variant('frame_support::dispatch::DispatchClass', {
  Normal: { index: 0 },
  Operational: { index: 1 },
  Mandatory: { index: 2 },
})
export type DispatchClass = Infer<typeof dispatchClass>['type']

export const perDispatchClass = <T>(of: Type<T>) =>
  struct('frame_support::dispatch::PerDispatchClass', { normal: of, operational: of, mandatory: of }, [
    { name: 'T', type: of },
  ])

export const dispatchInfo = struct('frame_support::dispatch::DispatchInfo', {
  weight,
  class: dispatchClass,
  pays_fee: variant('frame_support::dispatch::Pays', { Yes: { index: 0 }, No: { index: 1 } }),
})
export type DispatchInfo = Infer<typeof dispatchInfo>

export const NO_WEIGHT: Weight = { ref_time: 0n, proof_size: 0n }

export const addWeight = (a: Weight, b: Weight): Weight => ({
  ref_time: a.ref_time + b.ref_time,
  proof_size: a.proof_size + b.proof_size,
})

export const exceeds = (a: Weight, limit: Weight): boolean =>
  a.ref_time > limit.ref_time || a.proof_size > limit.proof_size
