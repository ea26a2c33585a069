import { z } from 'zod'

const bytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const strings = z.array(z.string()).nullish()

const zmachine = z.object({
  flist: z.string(),
  network: z.object({
    public_ip: z.string().default(''),
    planetary: z.boolean().default(false),
    interfaces: z.array(z.object({ network: z.string(), ip: z.string() })).nullish(),
    mycelium: z.object({ network: z.string(), hex_seed: z.string() }).nullish(),
  }),
  size: bytes.default(0),
  compute_capacity: z.object({ cpu: z.number().int().min(1).max(32), memory: bytes }),
  mounts: z.array(z.object({ name: z.string(), mountpoint: z.string() })).nullish(),
  entrypoint: z.string().default(''),
  env: z.record(z.string(), z.string()).nullish(),
  gpu: strings,
})

const network = z.object({
  ip_range: z.string(),
  subnet: z.string(),
  wireguard_private_key: z.string(),
  wireguard_listen_port: z.number().int(),
  peers: z
    .array(
      z.object({
        subnet: z.string(),
        wireguard_public_key: z.string(),
        allowed_ips: strings,
        endpoint: z.string().default(''),
      }),
    )
    .nullish(),
  mycelium: z.object({ hex_key: z.string(), peers: strings }).nullish(),
})

/** The workloads that a node here knows; sizes in bytes. */
export const workloadData = z.discriminatedUnion('type', [
  z.object({ type: z.literal('zmachine'), data: zmachine }),
  z.object({ type: z.literal('zmount'), data: z.object({ size: bytes }) }),
  z.object({ type: z.literal('volume'), data: z.object({ size: bytes }) }),
  z.object({
    type: z.literal('zdb'),
    data: z.object({ size: bytes, mode: z.string(), password: z.string(), public: z.boolean() }),
  }),
  z.object({ type: z.literal('ip'), data: z.object({ v4: z.boolean(), v6: z.boolean() }) }),
  z.object({ type: z.literal('network'), data: network }),
])
export type WorkloadData = z.output<typeof workloadData>
