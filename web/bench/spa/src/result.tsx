import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { type Answer, type Item, resolve } from "./api";

const GROUPS: [string, string][] = [
  ["product", "产品"],
  ["consumer", "消费"],
  ["enterprise", "企业"],
  ["quality", "质量"],
  ["circulation", "流通"],
];
const COMPARED = ["production_date", "lot_number", "net_content", "product_name"];

export function Result() {
  const [query] = useSearchParams();
  const code = query.get("code") ?? "";
  const enterprise = query.get("enterprise");
  const answer = useQuery({ queryKey: ["resolve", enterprise, code], queryFn: () => resolve(code, enterprise) });
  if (answer.isPending) return <p className="quiet">正在查询…</p>;
  if (answer.isError) return <p className="message">查询没有成功，请稍后再试。</p>;
  return <Found answer={answer.data} />;
}

function Found({ answer }: { answer: Answer }) {
  const { verdict, scans, record } = answer;
  const items = record?.items ?? [];
  const compared = items.filter((item) => COMPARED.includes(item.id));
  const rest = items.filter((item) => !COMPARED.includes(item.id));
  const shown = new Set(GROUPS.map(([id]) => id));
  const groups = GROUPS.concat([...new Set(rest.map((item) => item.group))].filter((id) => !shown.has(id)).map((id) => [id, id]));
  return (
    <div className="split">
      <div>
        <section className={`verdict is-${verdict.tone}`}>
          <h1><span>{verdict.title}</span></h1>
          {verdict.hint && <p>{verdict.hint}</p>}
          <p>{verdict.detail}</p>
          <p className="do">{verdict.next}</p>
        </section>
        {scans && <p className="scans">{scans.text} {scans.first_at}</p>}
        <section className="compare">
          <h2>请核对手里的罐子</h2>
          <dl>
            {compared.map((item) => <div key={item.id} data-item={item.id}><dt>{item.name}</dt><dd><b>{item.value ?? "—"}</b></dd></div>)}
          </dl>
        </section>
      </div>
      <div>
        {groups.map(([id, title]) => {
          const own = rest.filter((item) => item.group === id);
          return own.length > 0 && (
            <section key={id} className="group" id={id}>
              <h2>{title}</h2>
              <dl className="items">{own.map((item) => <ItemRow key={item.id} item={item} />)}</dl>
            </section>
          );
        })}
        {record && (
          <ol className="way">
            {record.timeline.map((step) => <li key={step.date + step.title}><b>{step.title}</b><time>{step.date}</time>{step.place}</li>)}
          </ol>
        )}
        <p className="next"><Link className="button" to="/">再查一罐</Link></p>
      </div>
    </div>
  );
}

function ItemRow({ item }: { item: Item }) {
  const [head, ...rows] = item.rows;
  return (
    <div data-item={item.id} className={rows.length > 0 ? "wide" : undefined}>
      <dt>{item.name}</dt>
      <dd>
        {rows.length === 0 && <span className="text">{item.value ?? "—"}</span>}
        {head && rows.length > 0 && (
          <table>
            <thead><tr>{head.map((cell, at) => <th key={at}>{cell}</th>)}</tr></thead>
            <tbody>{rows.map((row, line) => <tr key={line}>{row.map((cell, at) => <td key={at}>{cell}</td>)}</tr>)}</tbody>
          </table>
        )}
        {item.documents.map((file) => <a key={file.url} className="doc" href={file.url}><span><b>{file.title}</b> <span className="quiet">PDF · {Math.ceil(file.bytes / 1024)} KB</span></span></a>)}
      </dd>
    </div>
  );
}
