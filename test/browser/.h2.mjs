import { chromium } from 'playwright-core';
const base='http://127.0.0.1:20200';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync'] });
const [,, what, ...paths] = process.argv;
for (const [name, opts] of [['wide',{viewport:{width:1280,height:900},colorScheme:'light'}],['narrow',{viewport:{width:390,height:844},colorScheme:'dark'}]]) {
  if (what !== 'all' && what !== name) continue;
  const ctx = await browser.newContext(opts); const page = await ctx.newPage();
  page.on('console', m => { if (m.type()==='error' || /Content.Security/.test(m.text())) console.log('console', m.text()); });
  page.on('pageerror', e => console.log('pageerror', e.message));
  await page.goto(base+'/login'); await page.getByLabel('Name').fill('admin'); await page.getByLabel('Password').fill('correct horse battery'); await page.getByRole('button',{name:'Log in'}).click(); await page.waitForLoadState();
  for (const p of paths) { const [file, path] = p.split('='  ,1).concat(p.slice(p.indexOf('=')+1));
    const t=Date.now(); await page.goto(base+path); await page.waitForLoadState('networkidle'); 
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    console.log(name,file,Date.now()-t,'ms overflow',overflow);
    await page.screenshot({path:`/tmp/helper2/${file}-${name}.png`, fullPage:true}); }
  await ctx.close();
}
await browser.close();
