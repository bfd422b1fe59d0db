import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { enterprises } from "./api";

export function Home() {
  const navigate = useNavigate();
  const [enterprise, setEnterprise] = useState("");
  const [code, setCode] = useState("");
  const names = useQuery({ queryKey: ["enterprises"], queryFn: enterprises });

  function submit(event: FormEvent) {
    event.preventDefault();
    void navigate(`/query?${new URLSearchParams({ enterprise, code })}`);
  }

  return (
    <>
      <section className="hero">
        <div className="lead">
          <h1>查一查手里这罐奶粉</h1>
          <p>扫描或输入罐上的追溯码，看它从哪里来、检验结果怎样。</p>
        </div>
        <form className="ask" onSubmit={submit}>
          <div className="field">
            <label htmlFor="enterprise">企业或品牌</label>
            <input id="enterprise" list="names" value={enterprise} onChange={(e) => setEnterprise(e.target.value)} />
            <datalist id="names">
              {(names.data ?? []).map((one) => <option key={one.id} value={one.name} />)}
            </datalist>
          </div>
          <div className="field">
            <label htmlFor="code">追溯码</label>
            <input id="code" className="code" value={code} onChange={(e) => setCode(e.target.value)} />
          </div>
          <button className="button main" type="submit">查询</button>
        </form>
      </section>
      <section className="band">
        <h2>怎么查</h2>
        <ol className="cards steps">
          <li><b>找到追溯码</b><p className="quiet">在罐底、罐盖或罐身。</p></li>
          <li><b>扫描或输入</b><p className="quiet">输入时可以不管空格。</p></li>
          <li><b>核对</b><p className="quiet">和手里的罐子比一比。</p></li>
        </ol>
      </section>
      <section className="band">
        <h2>已接入的企业</h2>
        <ul className="firms">
          {(names.data ?? []).slice(0, 12).map((one) => <li key={one.id}><a href={`/?enterprise=${one.id}`}>{one.name}</a></li>)}
        </ul>
      </section>
    </>
  );
}
