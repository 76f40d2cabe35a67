// The large screen.
export default function Wall() {
  return null;
}
