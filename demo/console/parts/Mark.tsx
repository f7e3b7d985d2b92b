// The console's sign, as in its icon. Decoration.

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" />
      <path d="M8 11.5A3.5 3.5 0 0 1 11.5 8h9A3.5 3.5 0 0 1 24 11.5v5A3.5 3.5 0 0 1 20.5 20H15l-5 4v-4.2a3.5 3.5 0 0 1-2-3.1z" />
    </svg>
  );
}
