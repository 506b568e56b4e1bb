import * as fs from 'node:fs';
import * as path from 'node:path';
import eslint from '@eslint/js';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', '.mutants/', 'fuzz/', 'differences/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Column loads are in range by construction; `as NodeIndex` says so and names the unit.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  ...layerRules(),
  {
    files: ['**/*.test.ts'],
    extends: [jest.configs['flat/recommended']],
    rules: {
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert'] }],
      'no-restricted-imports': [
        'error',
        {
          name: 'fast-check',
          message: 'Import fc from reference/testing/properties: one seed for all.',
        },
      ],
    },
  },
);

/**
 * For each room, that it imports nothing from a floor above: `architecture/rooms.json` is the plan.
 * Tests are free to: an end-to-end test lies beside what it tests.
 */
function layerRules() {
  const plan = JSON.parse(
    fs.readFileSync(path.join(import.meta.dirname, 'architecture', 'rooms.json'), 'utf8'),
  );
  const floors = plan.floors.map(({ rooms }) => Object.keys(rooms));
  return floors.flatMap((rooms, index) => {
    const above = [...floors.slice(0, index).flat(), ...Object.keys(plan.apart)];
    if (rooms.includes('reference')) above.push('runner');
    return rooms.map((room) => ({
      files: room.endsWith('.ts') ? [room] : [`${room}/**/*.ts`],
      ignores: ['**/*.test.ts', '**/testing/**'],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: above.map((higher) => ({
              regex: `^(\\.\\./)+(runner/)?${higher.replace(/^runner\//, '').replace(/\.ts$/, '')}(/|$)`,
              message: `${room} never imports ${higher}: see ARCHITECTURE.md.`,
            })),
          },
        ],
      },
    }));
  });
}
