import { z } from 'zod';
import { content, headerSchema, align, opSchemas } from '../../case/link-script/schema';
import { alignment, contentItem } from '../../case/link-script/content-schema';
import { ALIGNMENTS } from '../../case/link-script/fields';
import { adapterHello, BYE, refusal, snapshotAnswer, suiteHello, unsupported } from './messages';

/** Every line of the protocol, by its name in the schema. */
const SUITE_LINES: Readonly<Record<string, z.ZodType>> = {
  hello: suiteHello,
  header: headerSchema,
  ...opSchemas,
  bye: z.object({ bye: z.literal(BYE.bye) }),
};

const ADAPTER_LINES: Readonly<Record<string, z.ZodType>> = {
  helloAnswer: adapterHello,
  snapshotAnswer,
  refused: refusal,
  unsupported,
};

/** What the schema says of itself. */
const DESCRIPTION =
  'A line of the adapter protocol, version 1: see PROTOCOL.md and docs/link-script.md. $defs.suiteLine is what ' +
  'the suite says, $defs.adapterLine what an adapter answers. Not said here: written.unchanged is no more than ' +
  'written.bytes; the level incremental needs "incremental": true; what the ops of a script may refer to.';

/**
 * A JSON Schema (draft 7) of all messages, made from the schemas that check them. A line is valid by it if
 * the suite takes it, apart from what the description names.
 */
export function protocolSchema(): object {
  const lines = Object.entries({ ...SUITE_LINES, ...ADAPTER_LINES });
  const ref = (name: string): object => ({ $ref: `#/$defs/${name}` });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'coff2-conformance adapter protocol, version 1',
    description: DESCRIPTION,
    anyOf: [ref('suiteLine'), ref('adapterLine')],
    $defs: {
      suiteLine: { anyOf: Object.keys(SUITE_LINES).map(ref) },
      adapterLine: { anyOf: Object.keys(ADAPTER_LINES).map(ref) },
      alignment: { enum: ALIGNMENTS },
      contentItem: jsonSchema(contentItem),
      ...Object.fromEntries(lines.map(([name, schema]) => [name, jsonSchema(schema)])),
    },
  };
}

/** The text of `schema/protocol.schema.json`. */
export function protocolSchemaText(): string {
  return `${JSON.stringify(protocolSchema(), null, 2)}\n`;
}

function jsonSchema(schema: z.ZodType): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-7',
    // Words that are not known are passed over, so that it is what is given that matters.
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: json }) => {
      if (zodSchema === align || zodSchema === alignment) {
        delete json.type;
        delete json.enum;
        json.$ref = '#/$defs/alignment';
      }
      if (zodSchema === content) {
        Object.assign(json, { type: 'array', items: { $ref: '#/$defs/contentItem' } });
      }
    },
  });
  return rest;
}
