// Keeps the frame when one page fails.
import { Component, type ReactNode } from "react";

interface Props {
  /** Where the page is; going elsewhere is a new try. */
  readonly at: string;
  readonly fallback: (again: () => void) => ReactNode;
  readonly children: ReactNode;
}

export class Boundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidUpdate(before: Props): void {
    if (before.at !== this.props.at && this.state.failed) this.setState({ failed: false });
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback(() => this.setState({ failed: false })) : this.props.children;
  }
}
