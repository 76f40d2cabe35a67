// Keeps the frame when one page fails.
import { Component, type ReactNode } from "react";

interface Props {
  readonly fallback: (again: () => void) => ReactNode;
  readonly children: ReactNode;
}

export class Boundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback(() => this.setState({ failed: false })) : this.props.children;
  }
}
