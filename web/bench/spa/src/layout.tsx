import type { ReactNode } from "react";
import { Link } from "react-router";

export function Layout({ children }: { children: ReactNode }) {
  return (
    <>
      <header className="top">
        <div className="wrap">
          <Link className="logo" to="/">乳溯</Link>
          <nav>
            <Link to="/">查询</Link>
          </nav>
        </div>
      </header>
      <main id="main" className="wrap">{children}</main>
      <footer className="foot">
        <div className="wrap">
          <p>查询不需要登录，也不收集您的个人信息。</p>
        </div>
      </footer>
    </>
  );
}
