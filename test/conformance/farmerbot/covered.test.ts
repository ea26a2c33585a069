import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Whole numbers from one to another. */
const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at)

/** All behaviours of the farmerbots that the list has, by their numbers: what they are about by the line. */
const LISTED = [
  ...[...span(1, 7), 9, 10, 11, 13, 16, 17, ...span(20, 29)],
  ...[...span(31, 42), 44],
  ...[46, 47, 50, 52, 55, ...span(57, 61), 63, 65, 66, 67],
  ...[68, 69, 73, 74, 75],
  ...[...span(77, 81), 83, 85, 86, 87],
  ...[...span(88, 93), 95, 96],
  ...span(97, 103),
]

const textsIn = (folder: URL): Map<string, string> =>
  new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
  )
/** Tests begin with the numbers of what they are about; those of the development chain have them in brackets. */
const NUMBERED = /'(?:3\.10 )?((?:#\d+ )+|(?:\[\d+\] ?)+)/g
const numbersOf = (text: string) =>
  [...text.matchAll(NUMBERED)].flatMap(([, found]) => found!.match(/\d+/g)!.map(Number))

const here = textsIn(new URL('.', import.meta.url))
const chain = textsIn(new URL('../../devnet/grid/', import.meta.url))

test('each numbered behaviour has a test of its number, and no test has a number of none', () => {
  const tested = new Set([...here.values(), ...chain.values()].flatMap(numbersOf))
  expect([...tested].sort((a, b) => a - b)).toEqual(LISTED.toSorted((a, b) => a - b))
})

test('what a farm does is tested by one test a number', () => {
  const shared = /^(messages|billing)-/
  const numbers = [...here].filter(([name]) => !shared.test(name)).flatMap(([, text]) => numbersOf(text))
  expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([])
})
